import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/** A running instance, and what it can do with keys. It says so again every few seconds. */
export type KeyReader = {
  _id: string;
  host: string;
  /** Names of the master keys that it has. */
  opens: string[];
  /** Ids of the keys that it can read with. */
  keys: string[];
  /** Ids of those that it writes with. */
  active: string[];
  /** Names of the keys that it shares with gateways and portal; earlier instances don't say it. */
  planeKeys?: string[];
  /** By the database's clock. */
  seenAt: Date;
};

const DAY_S = 86_400;

const schema = new Schema<KeyReader>(
  {
    _id: { type: String, required: true },
    host: String,
    opens: [String],
    keys: [String],
    active: [String],
    planeKeys: [String],
    seenAt: Date,
  },
  { versionKey: false, collection: "key_readers" },
);
schema.index({ seenAt: 1 }, { expireAfterSeconds: DAY_S });

export const keyReaderModel = (connection: Connection) => modelOf<KeyReader>(connection, "KeyReader", schema);
