import type { Verifier } from "@zerq/crypto/signing";
import { type Connection, trusted } from "mongoose";
import { type Head, readHead } from "../changes/head.ts";
import { type AuditEntry, auditModel } from "./audit.model.ts";
import { type Checkpoint, checkpointModel } from "./checkpoint.model.ts";
import { isGenuineCheckpoint } from "./checkpoint-signature.ts";
import { type AuditQuery, listAuditEntries } from "./list-audit-entries.ts";
import { type Verification, verifyChain } from "./verify-chain.ts";

export type AuditTrail = {
  /** Walks the whole chain; calls that come meanwhile share the walk. */
  verify(): Promise<Verification>;
  /** @throws AppError `validation_failed` for a cursor of another list or order */
  list(query: AuditQuery): Promise<object>;
};

/** @param verifier knows every key that checkpoints were signed with */
export function createAuditTrail(options: {
  connection: Connection;
  verifier: Verifier;
  deployment: string;
}): AuditTrail {
  const { connection, verifier, deployment } = options;
  const entries = auditModel(connection);
  const checkpoints = checkpointModel(connection);
  let walking: Promise<Verification> | undefined;

  async function walk(): Promise<Verification> {
    const head = await headOrNone();
    if (head === undefined) return { ok: false, entries: 0, sequence: 1, problem: "the head is missing" };
    const verified = await verifyChain({
      entries: entries
        .find({ _id: trusted({ $lte: head.sequence }) })
        .sort({ _id: 1 })
        .lean<AuditEntry[]>()
        .cursor(),
      checkpoints: checkpoints
        .find({ _id: trusted({ $lte: head.sequence }) })
        .sort({ _id: 1 })
        .lean<Checkpoint[]>()
        .cursor(),
      isGenuine: (checkpoint) => isGenuineCheckpoint(verifier, deployment, checkpoint),
      end: { sequence: head.sequence, link: head.auditLink },
    });
    return verified.ok ? ((await beyondTheHead(verified.entries)) ?? verified) : verified;
  }

  async function headOrNone(): Promise<Head | undefined> {
    return readHead(connection).catch(() => undefined);
  }

  /**
   * Whether something lies outside of what the head spans: a head that was set back to hide a cut-off end, or entries that
   * sort before or behind all numbers. The head is read last, since the chain may have grown meanwhile.
   */
  async function beyondTheHead(count: number): Promise<Verification | undefined> {
    const ends = [
      await entries.findOne().sort({ _id: 1 }).select({ _id: 1 }).lean<{ _id: unknown }>(),
      await entries.findOne().sort({ _id: -1 }).select({ _id: 1 }).lean<{ _id: unknown }>(),
      await checkpoints.findOne().sort({ _id: -1 }).select({ _id: 1 }).lean<{ _id: unknown }>(),
    ];
    const head = await readHead(connection);
    const strange = ends.find((end) => end !== null && !isSequence(end._id, head.sequence));
    if (strange === undefined || strange === null) return undefined;
    return {
      ok: false,
      entries: count,
      sequence: head.sequence + 1,
      problem: `there is something at ${String(strange._id)}, which the head does not know`,
    };
  }

  return {
    list: (query) => listAuditEntries(connection, query),
    verify() {
      walking ??= walk().finally(() => {
        walking = undefined;
      });
      return walking;
    },
  };
}

function isSequence(value: unknown, last: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= last;
}
