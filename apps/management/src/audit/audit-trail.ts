import type { Verifier } from "@zerq/crypto/signing";
import { type Connection, trusted } from "mongoose";
import type { AuditEntry } from "./audit.model.ts";
import type { ChainEnd } from "./audit-chain.ts";
import { auditChain, type Chain } from "./chain.ts";
import type { Checkpoint } from "./checkpoint.model.ts";
import { isGenuineCheckpoint } from "./checkpoint-signature.ts";
import { type AuditQuery, listAuditEntries } from "./list-audit-entries.ts";
import { type Verification, verifyChain } from "./verify-chain.ts";

/** What is said of the config chain; of the access chain beside it, or what is wrong with that one. */
type TrailVerification =
  | (Extract<Verification, { ok: true }> & { access: Omit<Extract<Verification, { ok: true }>, "ok"> })
  | Extract<Verification, { ok: false }>;

export type AuditTrail = {
  /** Walks both chains whole; calls that come meanwhile share the walk. */
  verify(): Promise<TrailVerification>;
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
  let walking: Promise<TrailVerification> | undefined;

  async function walkBoth(): Promise<TrailVerification> {
    const config = await walk(auditChain(connection, "config"), verifier, deployment);
    if (!config.ok) return config;
    const access = await walk(auditChain(connection, "access"), verifier, deployment);
    if (!access.ok)
      return { ...access, problem: `in the chain of sign-ins and refused calls: ${access.problem}` };
    const { ok: _, ...found } = access;
    return { ...config, access: found };
  }

  return {
    list: (query) => listAuditEntries(connection, query),
    verify() {
      walking ??= walkBoth().finally(() => {
        walking = undefined;
      });
      return walking;
    },
  };
}

async function walk(chain: Chain, verifier: Verifier, deployment: string): Promise<Verification> {
  const head = await chain.end().catch((): ChainEnd | undefined => undefined);
  if (head === undefined) return { ok: false, entries: 0, sequence: 1, problem: "the head is missing" };
  const upTo = { _id: trusted({ $lte: head.sequence }) };
  const verified = await verifyChain({
    entries: chain.entries.find(upTo).sort({ _id: 1 }).lean<AuditEntry[]>().cursor(),
    checkpoints: chain.checkpoints.find(upTo).sort({ _id: 1 }).lean<Checkpoint[]>().cursor(),
    isGenuine: (checkpoint) => isGenuineCheckpoint(verifier, { deployment, chain: chain.name }, checkpoint),
    end: head,
  });
  return verified.ok ? ((await beyondTheHead(chain, verified.entries)) ?? verified) : verified;
}

/**
 * Whether something lies outside of what the head spans: a head that was set back to hide a cut-off end, or entries that
 * sort before or behind all numbers. The head is read last, since the chain may have grown meanwhile.
 */
async function beyondTheHead(chain: Chain, count: number): Promise<Verification | undefined> {
  const { entries, checkpoints } = chain;
  const ends = [
    await entries.findOne().sort({ _id: 1 }).select({ _id: 1 }).lean<{ _id: unknown }>(),
    await entries.findOne().sort({ _id: -1 }).select({ _id: 1 }).lean<{ _id: unknown }>(),
    await checkpoints.findOne().sort({ _id: -1 }).select({ _id: 1 }).lean<{ _id: unknown }>(),
  ];
  const { sequence } = await chain.end();
  const strange = ends.find((end) => end !== null && !isSequence(end._id, sequence));
  if (strange === undefined || strange === null) return undefined;
  return {
    ok: false,
    entries: count,
    sequence: sequence + 1,
    problem: `there is something at ${String(strange._id)}, which the head does not know`,
  };
}

function isSequence(value: unknown, last: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= last;
}
