import { type ClientSession, type Connection, type mongo, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";
import { type AudienceTexts, gatewayAudience, portalAudience } from "./audiences.ts";
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
  /** The hash of each audience's last delta, empty before its first. Its gateway groups are the ones that are declared. */
  audienceHashes: AudienceTexts;
  /** Of before there were groups: gateways may still have what nothing takes from them (gateway-groups/narrow-default.ts). */
  isWide?: true;
  /**
   * Names of the keys that gateways and portal know management by, as they are in use (keys/plane-keys.ts); `isMarked` once the
   * portal's projection says which, `unfinished` while not everything is told anew. Earlier heads don't say who signs.
   */
  planeKeys?: {
    snapshot: string;
    portal: string;
    signing?: string;
    isMarked?: true;
    unfinished?: { snapshot: boolean; portal: boolean; signing?: never };
  };
};

/** The head of before there were groups. Its field has another name, so that software of then can't go on from ours. */
type FormerHead = Pick<Head, "version"> & { deltaHashes: { gateway: string; portal: string } };

const headSchema = new Schema<Head>(
  {
    _id: { type: String, required: true },
    epoch: Number,
    attempts: Number,
    version: Number,
    sequence: Number,
    auditLink: String,
    audienceHashes: Schema.Types.Mixed,
    isWide: Boolean,
    planeKeys: Schema.Types.Mixed,
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
        audienceHashes: { [gatewayAudience]: "", [portalAudience]: "" },
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
  await renewFormerHead(connection);
}

/** Hands the two chains of a database of before there were groups on to their audiences, wherever they are by then. */
async function renewFormerHead(connection: Connection): Promise<void> {
  const heads = headModel(connection).collection as unknown as mongo.Collection<{ _id: string } & FormerHead>;
  for (;;) {
    const former = await heads.findOne({ _id: "head", audienceHashes: { $exists: false } });
    if (former === null) return;
    const { gateway, portal } = former.deltaHashes;
    const audienceHashes = { [gatewayAudience]: gateway, [portalAudience]: portal };
    await heads.updateOne(
      { _id: "head", version: former.version, audienceHashes: { $exists: false } },
      { $set: { audienceHashes, isWide: true }, $unset: { deltaHashes: "" } },
    );
  }
}

export async function readHead(connection: Connection, session: ClientSession | null = null): Promise<Head> {
  const head = await headModel(connection).findOne({ _id: "head" }).session(session).lean<Head>();
  if (head === null) throw new Error("the database has no head; it was not set up");
  return head;
}
