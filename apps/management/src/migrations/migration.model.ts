import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/** What a migration has done so far, over all starts and all instances. It says nothing about what is left. */
export type MigrationRecord = {
  _id: string;
  what: string;
  changed: number;
  /** What couldn't be done as it should, the first few. */
  problems: string[];
  startedAt: Date;
  /** When it last had nothing left; null while it is under way, or was killed in the middle. */
  finishedAt: Date | null;
};

const schema = new Schema<MigrationRecord>(
  {
    _id: { type: String, required: true },
    what: { type: String, required: true },
    changed: { type: Number, required: true },
    problems: [String],
    startedAt: { type: Date, required: true },
    finishedAt: { type: Date, default: null },
  },
  { versionKey: false, collection: "migrations" },
);

export const migrationModel = (connection: Connection) =>
  modelOf<MigrationRecord>(connection, "Migration", schema);
