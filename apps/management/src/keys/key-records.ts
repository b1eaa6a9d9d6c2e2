import type { KeyObject } from "node:crypto";
import { KeyRing, keyPurposes, type WrappedKey } from "@zerq/crypto/key-ring";
import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

const wrappedKeySchema = new Schema<WrappedKey>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, enum: keyPurposes, required: true },
    wrapped: { type: String, required: true },
    masterKeyId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    active: { type: Boolean, required: true },
  },
  { versionKey: false, collection: "keys" },
);

/** One active key for each purpose, whoever makes it first. */
wrappedKeySchema.index({ purpose: 1 }, { unique: true, partialFilterExpression: { active: true } });

/**
 * Opens the key ring, after making the random keys that are missing. Two instances that start at once agree: the unique
 * index lets one of them make each key, and both read what is stored.
 * @throws WrongMasterKeyError when ENCRYPTION_KEY is not the one the database was set up with
 */
export async function openKeyRing(
  connection: Connection,
  master: KeyObject,
  previous: readonly KeyObject[] = [],
): Promise<KeyRing> {
  const model = modelOf<WrappedKey>(connection, "Key", wrappedKeySchema);
  await model.createIndexes();
  const present = new Set(await model.distinct("purpose", { active: true }));
  for (const purpose of keyPurposes) {
    if (present.has(purpose)) continue;
    try {
      await model.create(KeyRing.newRecord(purpose, master));
    } catch (error) {
      if ((error as { code?: number }).code !== 11_000) throw error;
    }
  }
  return KeyRing.open(await model.find().lean<WrappedKey[]>(), master, previous);
}
