import type { ReasonOption } from "../config/reason-option.ts";
import type { CliSettings } from "../env.ts";
import { table } from "../table.ts";
import { type KeyStatus, openKeysApi, type Rotation } from "./keys-api.ts";

export type KeysOptions = ReasonOption & { url?: string; token?: string; json?: boolean };

/** Prints every key, with what uses it. @throws CliError when management doesn't say */
export async function keysStatus(settings: CliSettings, options: KeysOptions): Promise<void> {
  const status = await (await openKeysApi(settings, options)).status();
  console.log(options.json === true ? JSON.stringify(status, null, 2) : describe(status));
}

/** Wraps every key anew. @throws CliError when it is refused, such as while an instance lacks the master key */
export async function keysRewrap(settings: CliSettings, options: KeysOptions): Promise<void> {
  const { rewrapped, total } = await (await openKeysApi(settings, options)).rewrap();
  const text = `${rewrapped} of ${total} keys were wrapped anew.`;
  console.log(options.json === true ? JSON.stringify({ rewrapped, total }, null, 2) : text);
}

function describe(status: KeyStatus): string {
  const { masterKey, messagesPerKey, keys, instances, shared, gateways, rotation } = status;
  const rows = keys.map((key) => [
    key.purpose,
    key.id,
    key.state,
    age(key.ageSeconds),
    key.wrappedByCurrent ? key.masterKey : `${key.masterKey} (earlier)`,
    `${Math.floor((100 * key.uses) / messagesPerKey)} %`,
    key.documents === null ? "-" : String(key.documents),
  ]);
  const lines = [
    `Master key: ${masterKey ?? "unknown; the provider doesn't answer"}`,
    "",
    ...table([["PURPOSE", "KEY", "STATE", "AGE", "MASTER KEY", "USED", "DOCUMENTS"], ...rows]),
    "",
    ...instances.map(({ host, id, hasMasterKey, missingKeys }) => {
      const lacks = [...(hasMasterKey ? [] : ["the master key"]), ...missingKeys];
      return `Instance ${host} (${id}): ${lacks.length === 0 ? "has every key" : `lacks ${lacks.join(", ")}`}`;
    }),
    ...shared.map(
      ({ setting, inUse, next, waitingFor }) =>
        `${setting}: ${inUse} is in use${next === null ? "" : `, ${next} comes next${waits(waitingFor)}`}`,
    ),
    ...gateways.map(
      ({ workerId, group, snapshotKeys, verifyKeys }) =>
        `Gateway ${workerId} (${group}): accepts SNAPSHOT_KEY ${named(snapshotKeys)}, signatures of ${named(verifyKeys)}`,
    ),
    ...(rotation === null ? [] : ["", `Rotation ${rotation.id}: ${progress(rotation)}`]),
    ...unreadable(rotation),
  ];
  return lines.join("\n");
}

/** One line: where a rotation stands. */
export function progress({ state, purposes, documents, waitingFor }: Rotation): string {
  const { rewritten, total } = documents;
  const words: Readonly<Record<Rotation["state"], string>> = {
    announced: "new keys are made; every instance learns to read with them",
    rewriting: `${rewritten} of ${total} documents encrypted anew`,
    done: total === 0 ? "done" : `done, ${rewritten} of ${total} documents encrypted anew`,
  };
  return `${purposes.join(", ")}: ${words[state]}${waits(waitingFor)}`;
}

const named = (keys: readonly string[] | null) => keys?.join(", ") ?? "unknown";

const waits = (waitingFor: readonly string[]) =>
  waitingFor.length === 0 ? "" : `; waiting for ${waitingFor.join(", ")}`;

/** What a rotation could not read: somebody has to enter it again. */
export function unreadable(rotation: Rotation | null): string[] {
  return (rotation?.unreadable ?? []).map(
    ({ collection, id, field }) => `  does not open and was left: ${collection} ${id} ${field}`,
  );
}

function age(seconds: number): string {
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
