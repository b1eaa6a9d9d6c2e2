import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import mongoose, { type ClientSession } from "mongoose";
import type { ConfigVersion } from "../publishing/config-version.model.ts";
import type { Redis } from "../redis.ts";
import type { Change, Committed } from "./change.ts";
import { ChangeQueue, type Outcome } from "./change-queue.ts";
import { type CommitContext, commitGroup, hasLabel } from "./commit-group.ts";
import { openTicketOffice } from "./ticket.ts";

export type ChangeLog = {
  /** Commits a change. @throws AppError when it is refused */
  submit<T>(change: Change<T>): Promise<Committed<T>>;
  close(): Promise<void>;
};

/** How long a group is tried again after write conflicts before its callers are told to. */
const RETRY_FOR_MS = 15_000;

/**
 * The one way to change config: queue, ticket, transaction, publication (docs/adr/0005-change-transaction.md).
 * @param publish called after the commit, before the ticket is released; must not throw
 */
export async function openChangeLog(options: {
  context: CommitContext;
  redis: Redis;
  subscriber: Redis;
  logger: Logger;
  publish(versions: readonly ConfigVersion[]): Promise<void>;
}): Promise<ChangeLog> {
  const { context, logger } = options;
  // One long-lived session: its id stands beside the ticket, so that another instance can end its transaction.
  let session = await context.connection.startSession();
  const office = await openTicketOffice(options.redis, options.subscriber, async (left) => {
    logger.warn("ending the transaction of an instance that died in it", { session: left });
    await killSession(context, left).catch((error: unknown) => logger.warn("killSessions failed", { error }));
  });

  const queue = new ChangeQueue(async (group) => {
    const ticket = await office.take(sessionName(session));
    try {
      return await commitWithRetries(group);
    } finally {
      await ticket.release();
    }
  });

  async function commitWithRetries(group: readonly Change<unknown>[]): Promise<Outcome[]> {
    const deadline = Date.now() + RETRY_FOR_MS;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { outcomes, versions } = await commitGroup(context, session, group);
        if (versions.length > 0) await options.publish(versions);
        return outcomes;
      } catch (error) {
        await abandon();
        if ((error as { code?: number }).code === 11_000) return oneByOne(group);
        const transient = hasLabel(error, "TransientTransactionError") || isNetworkError(error);
        if (!transient || Date.now() > deadline) throw asRefusal(error);
        await pause(Math.random() * Math.min(100, 5 * 2 ** attempt));
      }
    }
  }

  /** A duplicate key belongs to one change of the group: the others must not suffer for it. */
  async function oneByOne(group: readonly Change<unknown>[]): Promise<Outcome[]> {
    if (group.length === 1) {
      return [
        {
          refused: new AppError("conflict", {
            message: "Another resource already has this key or base path.",
          }),
        },
      ];
    }
    const outcomes: Outcome[] = [];
    for (const change of group) outcomes.push(...(await commitWithRetries([change])));
    return outcomes;
  }

  /** Leaves the transaction; a session that can't (killed, or its connection is gone) is replaced. */
  async function abandon(): Promise<void> {
    try {
      if (session.inTransaction()) await session.abortTransaction();
    } catch {
      await session.endSession().catch(() => undefined);
      session = await context.connection.startSession();
    }
  }

  return {
    submit: (change) => queue.submit(change),
    async close() {
      await queue.close();
      await office.stop();
      await session.endSession();
    },
  };
}

function sessionName(session: ClientSession): string {
  const id = session.id?.id as { buffer?: Uint8Array } | undefined;
  return id?.buffer === undefined ? "" : Buffer.from(id.buffer).toString("base64");
}

/** Ends a session and its transaction, whoever holds it (MongoDB command killSessions). */
async function killSession({ connection }: CommitContext, name: string): Promise<void> {
  const id = new mongoose.mongo.Binary(Buffer.from(name, "base64"), mongoose.mongo.Binary.SUBTYPE_UUID);
  await connection.db?.admin().command({ killSessions: [{ id }] });
}

function isNetworkError(error: unknown): boolean {
  return error instanceof Error && /^Mongo(Network|ServerSelection|PoolCleared)/.test(error.name);
}

function asRefusal(error: unknown): unknown {
  if (!hasLabel(error, "TransientTransactionError") && !isNetworkError(error)) return error;
  return new AppError("service_unavailable", {
    message: "The change could not be committed at the moment. Nothing of it was written; try again.",
    log: String(error),
    headers: { "Retry-After": "1" },
    cause: error,
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
