import type { Signer } from "@zerq/crypto/signing";
import { AppError } from "@zerq/errors/app-error";
import type { ClientSession, Connection, Model } from "mongoose";
import { auditModel } from "../audit/audit.model.ts";
import { beginWrites, writeAll, writeLater } from "../database/pending-writes.ts";
import { type ConfigVersion, configVersionModel } from "../publishing/config-version.model.ts";
import type { Carrying, Change } from "./change.ts";
import type { Outcome } from "./change-queue.ts";
import { hasLabel } from "./error-labels.ts";
import { type Head, headModel, takeHead } from "./head.ts";
import { SealedGroup } from "./sealed-group.ts";
import { beginDocuments, forgetWritten, readAhead } from "./transaction-documents.ts";
import { UndoneError } from "./undone-error.ts";
import { writeDocuments } from "./write-documents.ts";

export type CommitContext = {
  connection: Connection;
  signer: Signer;
  deployment: string;
  /** Called with the head that the changes begin at. What it throws refuses them. */
  onHead?: ((head: Head) => void) | undefined;
};
export type GroupResult = { outcomes: Outcome[]; versions: ConfigVersion[] };

/** What an attempt leaves to the next one: a result of which nobody knows yet whether it was committed. */
export type Doubt = { result: GroupResult | undefined };

/**
 * Commits a group of changes in one transaction: documents, audit entries, outbox rows and the head, or nothing of it.
 * @param doubt from the attempt before; filled when the server didn't say whether it has committed
 * @throws what MongoDB throws; the caller decides what is tried again
 */
export async function commitGroup(
  context: CommitContext,
  session: ClientSession,
  group: readonly Change<unknown>[],
  doubt: Doubt,
): Promise<GroupResult> {
  session.startTransaction({
    readConcern: { level: "snapshot" },
    writeConcern: { w: "majority", journal: true },
    readPreference: "primary",
  });
  // Before anything is read: an attempt that failed may have left writes that wait.
  beginDocuments(session);
  beginWrites(session, (writes) => writeDocuments(context.connection, session, writes));
  const head = await takeHead(context.connection, session);
  context.onHead?.(head);
  const earlier = await settleDoubt(context.connection, session, doubt);
  if (earlier !== undefined) return earlier;
  await readAhead(
    session,
    group.flatMap(({ reads = [] }) => reads),
  );
  const sealed = new SealedGroup(context, head);
  const outcomes: Outcome[] = [];
  for (const change of group) outcomes.push(await carryOut(session, sealed, change));
  if (sealed.versions.length === 0) {
    await session.abortTransaction();
    return { outcomes, versions: [] };
  }
  await writeAll(session);
  await insertAsTheyAre(auditModel(context.connection), session, sealed.entries);
  await insertAsTheyAre(configVersionModel(context.connection), session, sealed.versions);
  await headModel(context.connection).updateOne({ _id: "head" }, { $set: sealed.newHead() }, { session });
  const result = { outcomes, versions: sealed.versions };
  doubt.result = result;
  await commit(session);
  doubt.result = undefined;
  return result;
}

/**
 * Whether the attempt before was committed after all. This transaction holds the head, which that one wrote too: so it is
 * either in this snapshot, or it can never be committed any more.
 */
async function settleDoubt(
  connection: Connection,
  session: ClientSession,
  doubt: Doubt,
): Promise<GroupResult | undefined> {
  const { result } = doubt;
  const first = result?.versions[0];
  if (result === undefined || first === undefined) return undefined;
  const { _id, changeId } = first;
  const row = await configVersionModel(connection).exists({ _id, changeId }).session(session);
  doubt.result = undefined;
  if (row === null) return undefined;
  await session.abortTransaction();
  return result;
}

async function carryOut(
  session: ClientSession,
  sealed: SealedGroup,
  change: Change<unknown>,
): Promise<Outcome> {
  let hasWritten = false;
  const { groups, epoch, nextVersion: version } = sealed;
  const earlier = () => sealed.drafts;
  const add: Carrying["write"] = (plan) => {
    hasWritten ||= plan.writes.length > 0;
    forgetWritten(session, plan.writes);
    writeLater(session, plan.writes);
    return plan.gateways(session, plan.declares ?? groups);
  };
  // What a dry run would find out has to be found out: so these don't wait.
  const write: Carrying["write"] = async (plan) => {
    const learned = await add(plan);
    await writeAll(session);
    return learned;
  };
  try {
    const rows = () => sealed.versions;
    const plan = await change.plan(session, { version, epoch, groups, earlier, rows, write });
    sealed.add(change, plan, await add(plan));
    return { committed: { version, result: plan.result } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (hasWritten) throw new UndoneError(error);
    return { refused: error };
  }
}

/** Past mongoose, whose casting leaves out members such as `constructor`: what is stored is what was hashed. */
async function insertAsTheyAre<T>(model: Model<T>, session: ClientSession, documents: T[]): Promise<void> {
  await model.collection.insertMany(documents as never[], { session, ordered: true });
}

/** Commits, and commits again while the result is unknown: the server knows whether it has done it already. */
async function commit(session: ClientSession): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      if (!hasLabel(error, "UnknownTransactionCommitResult") || attempt >= 3) throw error;
    }
  }
}
