import { AppError } from "@zerq/errors/app-error";

/** Who knows what the gateways have applied. */
export type AppliedVersions = {
  /** @returns how many of the live gateways have applied the version, once all of them have or the time is over */
  waitUntilApplied(version: number, timeoutMs: number): Promise<{ applied: number; live: number }>;
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

function refused(name: string, message: string): AppError {
  return new AppError("validation_failed", {
    details: [{ path: `query.${name}`, code: "invalid", message }],
  });
}
