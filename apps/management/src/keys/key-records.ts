import { KeyRing } from "@zerq/crypto/key-ring";
import type { KeyWrappers } from "@zerq/crypto/key-wrapper";
import { keyPurposes, newWrappedKey, type WrappedKey } from "@zerq/crypto/wrapped-key";
import type { ClientSession, Connection } from "mongoose";
import { keyModel } from "./key.model.ts";
import { createUsageMeter, type UsageMeter } from "./usage-meter.ts";

/** Every key of the database, wrapped. */
export async function readKeys(
  connection: Connection,
  session: ClientSession | null = null,
): Promise<WrappedKey[]> {
  const found = await keyModel(connection).find().session(session).lean<WrappedKey[]>();
  // Records of the first version say neither when they were retired nor how often they were used.
  return found.map((record) => ({ ...record, retiredAt: record.retiredAt ?? null, uses: record.uses ?? 0 }));
}

/**
 * Opens the key ring, after making the random keys that are missing. Two instances that start at once agree: the unique
 * index lets one of them make each key, and both read what is stored.
 * @throws WrongMasterKeyError when no provider opens what the database was set up with
 */
export async function openKeyRing(
  connection: Connection,
  wrappers: KeyWrappers,
  meter: UsageMeter = createUsageMeter(connection),
): Promise<KeyRing> {
  const model = keyModel(connection);
  await model.createCollection();
  await model.createIndexes();
  const present = new Set(await model.distinct("purpose", { active: true }));
  for (const purpose of keyPurposes) {
    if (present.has(purpose)) continue;
    try {
      await model.create(await newWrappedKey(purpose, wrappers.current, true));
    } catch (error) {
      if ((error as { code?: number }).code !== 11_000) throw error;
    }
  }
  const records = await readKeys(connection);
  await meter.ensure(sealingKeys(records));
  return KeyRing.open(records, wrappers, meter.spend);
}

/** The ids of the active keys that messages are sealed under: the others only hash. */
export function sealingKeys(records: readonly WrappedKey[]): string[] {
  return records
    .filter(({ active, purpose }) => active && (purpose === "data" || purpose === "session"))
    .map(({ _id }) => _id);
}
