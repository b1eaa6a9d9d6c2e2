import { CliError } from "../cli-error.ts";
import type { CliSettings } from "../env.ts";
import { type KeyPurpose, type KeysApi, keyPurposes, openKeysApi, type Rotation } from "./keys-api.ts";
import { type KeysOptions, progress, unreadable } from "./keys-status.ts";

export type KeysRotateOptions = KeysOptions & { purpose: string[]; wait: boolean };

const LOOK_EVERY_MS = 500;

/**
 * Begins a rotation and shows how far it is until it is done; interrupting that interrupts nothing but the showing.
 * Ends with 1 when there were values that don't open.
 * @throws CliError for an unknown purpose, or when it is refused
 */
export async function keysRotate(settings: CliSettings, options: KeysRotateOptions): Promise<void> {
  const purposes = readPurposes(options.purpose);
  const api = await openKeysApi(settings, options);
  const { rotation: begun } = await api.rotate(purposes);
  const say = options.json === true ? () => undefined : (line: string) => console.log(line);
  say(progress(begun));
  const rotation = options.wait ? await follow(api, begun, say) : begun;
  if (options.json === true) console.log(JSON.stringify(rotation, null, 2));
  for (const line of unreadable(rotation)) say(line);
  if (rotation.unreadable.length > 0) process.exitCode = 1;
}

function readPurposes(given: readonly string[]): KeyPurpose[] {
  if (given.includes("all")) return [...keyPurposes];
  return [...new Set(given)].map((name) => {
    const purpose = keyPurposes.find((known) => known === name);
    if (purpose !== undefined) return purpose;
    throw new CliError(`There are no keys for ${name}. --purpose is ${keyPurposes.join(", ")} or all.`);
  });
}

/** A line for every change, until the rotation is done. */
async function follow(api: KeysApi, begun: Rotation, say: (line: string) => void): Promise<Rotation> {
  for (let rotation = begun; ; ) {
    if (rotation.state === "done") return rotation;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const { rotation: latest } = await api.status();
    if (latest === null || latest.id !== begun.id)
      throw new CliError("Another rotation has begun since. zerq keys status shows it.");
    if (progress(latest) !== progress(rotation)) say(progress(latest));
    rotation = latest;
  }
}
