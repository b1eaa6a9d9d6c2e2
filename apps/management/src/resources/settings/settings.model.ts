import { type Connection, Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import type { Maintenance } from "../maintenance.ts";

/** The one settings document of a deployment. */
export type SettingsDocument = {
  _id: "settings";
  deniedIps: string[];
  maintenance: Maintenance;
  updatedAt: Date;
  revision: number;
};

const schema = new Schema<SettingsDocument>(
  {
    _id: { type: String, required: true },
    deniedIps: [String],
    maintenance: Schema.Types.Mixed,
    updatedAt: { type: Date, required: true },
    revision: { type: Number, required: true },
  },
  { collection: "settings", versionKey: false, strict: "throw" },
);

export const settingsModel = (connection: Connection) => modelOf(connection, "Settings", schema);
