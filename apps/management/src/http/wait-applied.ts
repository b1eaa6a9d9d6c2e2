import { AppError } from "@zerq/errors/app-error";
import type { Applied } from "../gateways/count-applied.ts";

/** Who knows what the gateways have applied. */
export type AppliedVersions = {
  /**
   * @param epoch where the version begins one
   * @returns how many of the known gateways have applied the version, once all of them have or the time is over
   */
  waitUntilApplied(version: number, timeoutMs: number, epoch?: number): Promise<Applied>;
};

const DEFAULT_MS = 5_000;
const MAX_SECONDS = 60;

/**
 * `?wait=applied&timeout=<seconds>` of a change.
 * @returns how long to wait, in milliseconds; undefined when the caller doesn't ask
 * @throws AppError `validation_failed`
 */
export function readWait(query: Readonly<Record<string, string>>): number | undefined {
  const { wait, timeout } = query;
  if (wait === undefined && timeout === undefined) return undefined;
  if (wait !== "applied") throw refused("wait", "must be applied");
  if (timeout === undefined) return DEFAULT_MS;
  const seconds = /^\d{1,2}(\.\d{1,3})?$/.test(timeout) ? Number(timeout) : Number.NaN;
  if (!(seconds > 0 && seconds <= MAX_SECONDS))
    throw refused("timeout", `must be seconds, at most ${MAX_SECONDS}`);
  return seconds * 1_000;
}

/** Most gateways that are named; a header has no room for all. */
const MOST_NAMED = 20;

/**
 * `Zerq-Config-Applied: 2/3`, and, as a list of RFC 9651, who is waited for: `Zerq-Config-Pending: "host:8080-1f2e";silent`.
 * `0/0` says that there is no gateway at all that could apply it.
 */
export function appliedHeaders({ applied, known, pending }: Applied): Record<string, string> {
  const names = pending
    .slice(0, MOST_NAMED)
    .map(
      ({ instanceId, isSilent }) =>
        `"${instanceId.replaceAll(/[^ !#-[\]-~]/g, "?")}"${isSilent ? ";silent" : ""}`,
    );
  return {
    "Zerq-Config-Applied": `${applied}/${known}`,
    ...(names.length === 0 ? {} : { "Zerq-Config-Pending": names.join(", ") }),
  };
}

function refused(name: string, message: string): AppError {
  return new AppError("validation_failed", {
    details: [{ path: `query.${name}`, code: "invalid", message }],
  });
}
