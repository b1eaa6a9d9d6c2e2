import type { Signer, Verifier } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import { type Connection, trusted } from "mongoose";
import { isDuplicateKey } from "../changes/error-labels.ts";
import type { AuditEntry } from "./audit.model.ts";
import { CHAIN_BEGINNING, type ChainEnd } from "./audit-chain.ts";
import { auditChain, type ChainName } from "./chain.ts";
import type { Checkpoint } from "./checkpoint.model.ts";
import { isGenuineCheckpoint, signCheckpoint } from "./checkpoint-signature.ts";
import { verifyChain } from "./verify-chain.ts";

const EVERY_MS = 10_000;

export type Checkpointer = {
  /** Signs where the chain stands if it has grown. @returns the sequence that was signed, or undefined */
  checkpoint(): Promise<number | undefined>;
  start(): void;
  stop(): Promise<void>;
};

/**
 * Signs the end of an audit chain every ten seconds when there is something new. It signs only what it has seen to follow
 * from what was signed before: a chain that was tampered with gets no signature, but an error in the log.
 */
export function createCheckpointer(options: {
  connection: Connection;
  signer: Signer;
  verifier: Verifier;
  deployment: string;
  chain?: ChainName;
  logger: Logger;
}): Checkpointer {
  const { connection, signer, verifier, deployment, chain: name = "config", logger } = options;
  const chain = auditChain(connection, name);
  const { checkpoints } = chain;
  const place = { deployment, chain: name };
  /** The newest that this process has signed or seen, so that deleting it from the database doesn't make it forget. */
  let known: ChainEnd | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> | undefined;
  let lastProblem: string | undefined;

  async function newestSigned(): Promise<ChainEnd> {
    const newest = await checkpoints.findOne().sort({ _id: -1 }).lean<Checkpoint>();
    if (newest === null || newest._id <= (known?.sequence ?? 0)) return known ?? CHAIN_BEGINNING;
    if (!isGenuineCheckpoint(verifier, place, newest))
      throw new Error(`the checkpoint at ${newest._id} is not genuine`);
    return { sequence: newest._id, link: newest.link };
  }

  async function checkpoint(): Promise<number | undefined> {
    const from = await newestSigned();
    const end = await chain.end();
    if (end.sequence === from.sequence && end.link === from.link) {
      known = from;
      return undefined;
    }
    const verified = await verifyChain({
      entries: chain.entries
        .find({ _id: trusted({ $gt: from.sequence, $lte: end.sequence }) })
        .sort({ _id: 1 })
        .lean<AuditEntry[]>()
        .cursor(),
      checkpoints: none(),
      isGenuine: () => false,
      end,
      from,
    });
    if (!verified.ok)
      throw new Error(
        `the ${name} chain of the audit is broken at ${verified.sequence}: ${verified.problem}`,
      );
    try {
      await checkpoints.collection.insertOne(signCheckpoint(signer, place, end, new Date()) as never);
    } catch (error) {
      // Another instance has signed the same end.
      if (!isDuplicateKey(error)) throw error;
    }
    known = end;
    return end.sequence;
  }

  async function guarded(): Promise<void> {
    try {
      await checkpoint();
      lastProblem = undefined;
    } catch (error) {
      // The same problem is told once, not every ten seconds.
      if (String(error) !== lastProblem) logger.error("no audit checkpoint was signed", { error });
      lastProblem = String(error);
    }
  }

  return {
    checkpoint,
    start() {
      timer = setInterval(() => {
        running ??= guarded().finally(() => {
          running = undefined;
        });
      }, EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

async function* none(): AsyncGenerator<never> {}
