import { type ClientSession, type Connection, Schema } from "mongoose";
import type { ActorContext } from "../changes/change.ts";
import { isDuplicateKey } from "../changes/error-labels.ts";
import { modelOf } from "../database/model-of.ts";
import { CHAIN_BEGINNING, type ChainEnd } from "./audit-chain.ts";

/** Something that happened and changed no config: what is to be written down of it. */
export type AccessRecord = ActorContext & {
  action: "session.sign-in" | "session.sign-out" | "session.ended-by-provider" | "api.call" | "portal.call";
  outcome: "succeeded" | "failed" | "refused";
  resource: { type: string; id: string; key: string };
  /** Why not: the error's code. */
  code?: string;
  /** How many times; more than one where repeats were counted. */
  count: number;
};

/** What is hashed into the leaf. The time is when it was written, or first happened where it was counted. */
export type AccessContent = AccessRecord & { chain: "access"; sequence: number; time: string };

/** An entry of the access chain, of the same form as those of the config chain (audit.model.ts). */
export type AccessEntry = { _id: number; salt: string; leaf: string; link: string; content: AccessContent };

const accessSchema = new Schema<AccessEntry>(
  {
    _id: { type: Number, required: true },
    salt: { type: String, required: true },
    leaf: { type: String, required: true },
    link: { type: String, required: true },
    content: { type: Schema.Types.Mixed, required: true },
  },
  { versionKey: false, collection: "access_entries", minimize: false },
);
accessSchema.index({ "content.time": -1, _id: -1 });
accessSchema.index({ "content.actor.subject": 1, _id: -1 });

export function accessModel(connection: Connection) {
  return modelOf<AccessEntry>(connection, "AccessEntry", accessSchema);
}

type AccessHead = { _id: "access"; attempts: number } & ChainEnd;

const headSchema = new Schema<AccessHead>(
  { _id: { type: String, required: true }, attempts: Number, sequence: Number, link: String },
  { versionKey: false, collection: "access_head" },
);

export function accessHeadModel(connection: Connection) {
  return modelOf<AccessHead>(connection, "AccessHead", headSchema);
}

/** Makes the head of an empty chain; several instances may try at once. */
export async function ensureAccessHead(connection: Connection): Promise<void> {
  const beginning = { attempts: 0, ...CHAIN_BEGINNING };
  try {
    await accessHeadModel(connection).updateOne(
      { _id: "access" },
      { $setOnInsert: beginning },
      { upsert: true },
    );
  } catch (error) {
    // Another instance made it at this very moment.
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Takes the end of the chain for this transaction; another one that has it makes this fail with a write conflict. */
export async function takeAccessEnd(connection: Connection, session: ClientSession): Promise<ChainEnd> {
  const head = await accessHeadModel(connection)
    .findOneAndUpdate({ _id: "access" }, { $inc: { attempts: 1 } }, { session, returnDocument: "after" })
    .lean<AccessHead>();
  return endOf(head);
}

export async function readAccessEnd(connection: Connection): Promise<ChainEnd> {
  return endOf(await accessHeadModel(connection).findOne({ _id: "access" }).lean<AccessHead>());
}

function endOf(head: AccessHead | null): ChainEnd {
  if (head === null) throw new Error("the access chain has no head; the database was not set up");
  return { sequence: head.sequence, link: head.link };
}
