import { type Connection, Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";

/**
 * When a version of a token or a secret was last used. It stands beside the profiles, since it is no config: it changes with
 * the traffic, makes no version of the config, and is in no audit.
 */
export type VersionUsage = { _id: string; lastUsedAt: Date };

const schema = new Schema<VersionUsage>(
  { _id: { type: String, required: true }, lastUsedAt: { type: Date, required: true } },
  { versionKey: false, collection: "version_usage" },
);

export const versionUsageModel = (connection: Connection) => modelOf(connection, "VersionUsage", schema);
