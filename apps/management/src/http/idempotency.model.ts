import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/** An answer without the secrets that it showed. */
export type StoredAnswer = { status: number; headers: Record<string, string>; body: string };

/** A request that was carried out under an Idempotency-Key; written in the transaction of its change. */
export type IdempotencyDocument = {
  /** Keyed hash of the actor and the key. */
  _id: string;
  /** Keyed hash of route and body. */
  fingerprint: string;
  resource: { type: string; id: string };
  /** Null until the change is committed and its version known. */
  answer: StoredAnswer | null;
  expiresAt: Date;
};

const schema = new Schema<IdempotencyDocument>(
  {
    _id: { type: String, required: true },
    fingerprint: { type: String, required: true },
    resource: { type: Schema.Types.Mixed, required: true },
    answer: { type: Schema.Types.Mixed, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: "idempotency_keys", versionKey: false, minimize: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const idempotencyModel = (connection: Connection) => modelOf(connection, "IdempotencyKey", schema);
