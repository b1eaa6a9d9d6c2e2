import { keyPurposes, type WrappedKey } from "@zerq/crypto/wrapped-key";
import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

const schema = new Schema<WrappedKey>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, enum: keyPurposes, required: true },
    wrapped: { type: String, required: true },
    masterKeyId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    active: { type: Boolean, required: true },
    retiredAt: { type: Date, default: null },
    uses: { type: Number, default: 0 },
  },
  { versionKey: false, collection: "keys" },
);

/** One active key for each purpose, whoever makes it first. */
schema.index({ purpose: 1 }, { unique: true, partialFilterExpression: { active: true } });

export const keyModel = (connection: Connection) => modelOf<WrappedKey>(connection, "Key", schema);
