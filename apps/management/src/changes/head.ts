import type { Audience } from "@zerq/plane-protocol/delta";
import { type ClientSession, type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";
import { isDuplicateKey } from "./error-labels.ts";

/** The end of both chains: the one document that every change writes. Hashes are base64 (audit) and base64url (deltas). */
export type Head = {
  _id: "head";
  epoch: number;
  /** Rises by one for every attempt: the first write of a transaction, so that a conflict shows at once. */
  attempts: number;
  version: number;
  sequence: number;
  auditLink: string;
  deltaHashes: { gateway: string; portal: string };
};

export const gatewayAudience: Audience = "gateway:default";
export const portalAudience: Audience = "portal";

const headSchema = new Schema<Head>(
  {
    _id: { type: String, required: true },
    epoch: Number,
    attempts: Number,
    version: Number,
    sequence: Number,
    auditLink: String,
    deltaHashes: { gateway: String, portal: String },
  },
  { versionKey: false, collection: "head" },
);

export function headModel(connection: Connection) {
  return modelOf<Head>(connection, "Head", headSchema);
}

/** Takes the head for this transaction; another one that has it makes this fail with a write conflict. */
export async function takeHead(connection: Connection, session: ClientSession): Promise<Head> {
  const head = await headModel(connection)
    .findOneAndUpdate({ _id: "head" }, { $inc: { attempts: 1 } }, { session, returnDocument: "after" })
    .lean<Head>();
  if (head === null) throw new Error("the database has no head; it was not set up");
  return head;
}

/** Makes the head of an empty database; several instances may try at once. */
export async function ensureHead(connection: Connection): Promise<void> {
  const making = headModel(connection).updateOne(
    { _id: "head" },
    {
      $setOnInsert: {
        epoch: 1,
        attempts: 0,
        version: 0,
        sequence: 0,
        auditLink: Buffer.alloc(32).toString("base64"),
        deltaHashes: { gateway: "", portal: "" },
      },
    },
    { upsert: true },
  );
  try {
    await making;
  } catch (error) {
    // Another instance made it at this very moment.
    if (!isDuplicateKey(error)) throw error;
  }
}

export async function readHead(connection: Connection, session: ClientSession | null = null): Promise<Head> {
  const head = await headModel(connection).findOne({ _id: "head" }).session(session).lean<Head>();
  if (head === null) throw new Error("the database has no head; it was not set up");
  return head;
}
