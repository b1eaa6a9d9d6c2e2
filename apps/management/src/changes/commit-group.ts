import { randomId } from "@zerq/crypto/random";
import type { Signer } from "@zerq/crypto/signing";
import { AppError } from "@zerq/errors/app-error";
import { SCHEMA_VERSION, signDelta } from "@zerq/plane-protocol/delta";
import type { ClientSession, Connection } from "mongoose";
import { type AuditEntry, auditModel } from "../audit/audit.model.ts";
import { nextEntry } from "../audit/audit-chain.ts";
import { type ConfigVersion, configVersionModel } from "../publishing/config-version.model.ts";
import type { Change, Plan } from "./change.ts";
import type { Outcome } from "./change-queue.ts";
import { gatewayAudience, type Head, headModel, portalAudience, takeHead } from "./head.ts";

export type CommitContext = { connection: Connection; signer: Signer; deployment: string };
export type GroupResult = { outcomes: Outcome[]; versions: ConfigVersion[] };

/**
 * Commits a group of changes in one transaction: documents, audit entries, outbox rows and the head, or nothing of it.
 * @throws what MongoDB throws; the caller decides what is tried again
 */
export async function commitGroup(
  context: CommitContext,
  session: ClientSession,
  group: readonly Change<unknown>[],
): Promise<GroupResult> {
  session.startTransaction({
    readConcern: { level: "snapshot" },
    writeConcern: { w: "majority", journal: true },
    readPreference: "primary",
  });
  const head = await takeHead(context.connection, session);
  const sealed = new SealedGroup(context, head);
  const outcomes: Outcome[] = [];
  for (const change of group) {
    try {
      const plan = await change.plan(session);
      await write(context.connection, session, plan);
      outcomes.push({ committed: { version: sealed.add(change, plan), result: plan.result } });
    } catch (error) {
      // A refusal comes before the change's first write, so nothing of it is in the transaction.
      if (!(error instanceof AppError)) throw error;
      outcomes.push({ refused: error });
    }
  }
  if (sealed.versions.length === 0) {
    await session.abortTransaction();
    return { outcomes, versions: [] };
  }
  await auditModel(context.connection).insertMany(sealed.entries, { session, ordered: true });
  await configVersionModel(context.connection).insertMany(sealed.versions, { session, ordered: true });
  await headModel(context.connection).updateOne({ _id: "head" }, { $set: sealed.newHead() }, { session });
  await commit(session);
  return { outcomes, versions: sealed.versions };
}

/** Writes a plan's documents; a filter that no longer matches is a bug, since the plan read in the same snapshot. */
async function write(connection: Connection, session: ClientSession, plan: Plan<unknown>): Promise<void> {
  for (const { collection, operation } of plan.writes) {
    await connection.collection(collection).bulkWrite([operation as never], { session, ordered: true });
  }
}

/** Commits, and commits again while the result is unknown: the server knows whether it has done it already. */
async function commit(session: ClientSession): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      const unknown = hasLabel(error, "UnknownTransactionCommitResult");
      if (!unknown || attempt >= 5) throw error;
    }
  }
}

export function hasLabel(error: unknown, label: string): boolean {
  const labelled = error as { hasErrorLabel?: (label: string) => boolean } | null;
  return labelled?.hasErrorLabel?.(label) === true;
}

/** Gives each change of the group its version, audit entry and signed deltas, in order. */
class SealedGroup {
  readonly entries: AuditEntry[] = [];
  readonly versions: ConfigVersion[] = [];
  readonly #context: CommitContext;
  readonly #head: Head;

  constructor(context: CommitContext, head: Head) {
    this.#context = context;
    this.#head = structuredClone(head);
  }

  add(change: Change<unknown>, plan: Plan<unknown>): number {
    const head = this.#head;
    const changeId = randomId();
    const time = new Date();
    head.version += 1;
    head.sequence += 1;
    const entry = nextEntry(head.auditLink, {
      sequence: head.sequence,
      version: head.version,
      changeId,
      time: time.toISOString(),
      outcome: "applied",
      ...change.context,
      ...plan.audit,
    });
    head.auditLink = entry.link;
    this.entries.push(entry);
    const delta = (audience: string, previousHash: string, changes: Plan<unknown>["gateway"]) =>
      signDelta(this.#context.signer, {
        schemaVersion: SCHEMA_VERSION,
        deployment: this.#context.deployment,
        epoch: head.epoch,
        audience,
        version: head.version,
        previousHash,
        time: time.getTime(),
        changes,
      });
    const gateway = delta(gatewayAudience, head.deltaHashes.gateway, plan.gateway);
    const portal = delta(portalAudience, head.deltaHashes.portal, plan.portal);
    head.deltaHashes = { gateway: gateway.hash, portal: portal.hash };
    this.versions.push({
      _id: head.version,
      changeId,
      time,
      actor: { subject: change.context.actor.subject, name: change.context.actor.name },
      action: plan.audit.action,
      resource: plan.audit.resource,
      auditSequence: head.sequence,
      deltas: { gateway: gateway.text, portal: portal.text },
    });
    return head.version;
  }

  newHead(): Partial<Head> {
    const { version, sequence, auditLink, deltaHashes } = this.#head;
    return { version, sequence, auditLink, deltaHashes };
  }
}
