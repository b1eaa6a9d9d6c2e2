import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/** What is charged to one quota in one calendar window; `_id` is made of partition, name and window, so there is one of each. */
export type QuotaCheckpoint = {
  _id: string;
  partition: number;
  /** The quota's name in Redis, such as `1d:<client>`. */
  name: string;
  /** End of the window, in ms since the epoch. */
  ends: number;
  /** Worker of a gateway → the most that it was seen to be charged. */
  charges: Record<string, number>;
  expiresAt: Date;
};

const schema = new Schema<QuotaCheckpoint>(
  {
    _id: { type: String, required: true },
    partition: { type: Number, required: true },
    name: { type: String, required: true },
    ends: { type: Number, required: true },
    charges: { type: Schema.Types.Mixed, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, collection: "quota_checkpoints", minimize: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const quotaCheckpointModel = (connection: Connection) =>
  modelOf<QuotaCheckpoint>(connection, "QuotaCheckpoint", schema);
