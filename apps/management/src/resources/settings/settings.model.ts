import { type Connection, Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import type { Cors } from "../collections/cors.ts";
import type { Timeouts } from "../fields.ts";
import type { Maintenance } from "../maintenance.ts";

/** The one settings document of a deployment. */
export type SettingsDocument = {
  _id: "settings";
  deniedIps: string[];
  maintenance: Maintenance;
  /** Of collections that have none of their own; documents of before these fields have none. */
  cors?: Cors;
  timeouts?: Timeouts;
  maxBodyBytes?: number | null;
  updatedAt: Date;
  revision: number;
};

const schema = new Schema<SettingsDocument>(
  {
    _id: { type: String, required: true },
    deniedIps: [String],
    maintenance: Schema.Types.Mixed,
    cors: Schema.Types.Mixed,
    timeouts: Schema.Types.Mixed,
    maxBodyBytes: Number,
    updatedAt: { type: Date, required: true },
    revision: { type: Number, required: true },
  },
  { collection: "settings", versionKey: false, strict: "throw" },
);

export const settingsModel = (connection: Connection) => modelOf(connection, "Settings", schema);
