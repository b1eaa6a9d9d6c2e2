import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { Redis } from "@zerq/service/redis";
import type { ConfigVersion } from "../publishing/config-version.model.ts";
import type { Change, Committed } from "./change.ts";
import { ChangeQueue, type Outcome } from "./change-queue.ts";
import { type CommitContext, commitGroup, type Doubt } from "./commit-group.ts";
import { hasLabel, isTransient } from "./error-labels.ts";
import { killSession, sessionName } from "./kill-session.ts";
import { openTicketOffice } from "./ticket-office.ts";
import { UndoneError } from "./undone-error.ts";

export type ChangeLog = {
  /** Commits a change. @throws AppError when it is refused */
  submit<T>(change: Change<T>): Promise<Committed<T>>;
  /** Lets what was submitted finish and takes nothing new. */
  close(): Promise<void>;
};

/** How long a group is tried again after write conflicts before its callers are told to. */
const RETRY_FOR_MS = 15_000;

/**
 * The one way to change config: queue, ticket, transaction, publication (docs/adr/0005-change-transaction.md).
 * @param publish called after the commit, before the callers are answered
 */
export async function openChangeLog(options: {
  context: CommitContext;
  redis: Redis;
  subscriber: Redis;
  logger: Logger;
  publish(versions: readonly ConfigVersion[]): Promise<void>;
  retryForMs?: number;
}): Promise<ChangeLog> {
  const { context, logger } = options;
  // One long-lived session: its id stands beside the ticket, so that another instance can end its transaction. It is never
  // replaced: its next transaction ends the one before, whatever became of that.
  const session = await context.connection.startSession();
  const office = await openTicketOffice(options.redis, options.subscriber, async (left) => {
    logger.warn("ending the transaction of an instance that died in it, or is slow", { session: left });
    await killSession(context.connection, left).catch((error: unknown) =>
      logger.warn("killSessions failed", { error }),
    );
  });

  const queue = new ChangeQueue(async (takeGroup) => {
    const ticket = await office.take(sessionName(session));
    const versions: ConfigVersion[] = [];
    try {
      return await commitWithRetries(takeGroup(), versions);
    } finally {
      // Whoever has it next need not wait for the publication: the order of versions is kept where they are published.
      ticket.release();
      await announce(versions);
    }
  });

  /** @param committed is given the versions that were made */
  async function commitWithRetries(
    group: readonly Change<unknown>[],
    committed: ConfigVersion[],
  ): Promise<Outcome[]> {
    const deadline = performance.now() + (options.retryForMs ?? RETRY_FOR_MS);
    const doubt: Doubt = { result: undefined };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { outcomes, versions } = await commitGroup(context, session, group, doubt);
        committed.push(...versions);
        return outcomes;
      } catch (error) {
        if (session.inTransaction()) await session.abortTransaction();
        const again = isTransient(error) || doubt.result !== undefined;
        if (!again) return group.length > 1 ? oneByOne(group, committed) : [{ refused: asRefusal(error) }];
        if (performance.now() > deadline) throw tryLater(error, doubt);
        await pause(Math.random() * Math.min(100, 5 * 2 ** attempt));
      }
    }
  }

  /** What is wrong with one change of a group, such as a duplicate key, must not be the others' trouble. */
  async function oneByOne(group: readonly Change<unknown>[], committed: ConfigVersion[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const change of group) {
      outcomes.push(
        ...(await commitWithRetries([change], committed).catch((refused: unknown) => [{ refused }])),
      );
    }
    return outcomes;
  }

  /** After the commit nothing may look like a failure any more: what isn't published here, a sweep publishes. */
  async function announce(versions: readonly ConfigVersion[]): Promise<void> {
    if (versions.length === 0) return;
    await options.publish(versions).catch((error: unknown) => logger.error("publishing failed", { error }));
  }

  return {
    submit: (change) => queue.submit(change),
    async close() {
      await queue.close();
      await office.close();
      await session.endSession();
    },
  };
}

function asRefusal(error: unknown): unknown {
  return error instanceof UndoneError ? error.refusal : error;
}

function tryLater(error: unknown, doubt: Doubt): AppError {
  const unknown = doubt.result !== undefined || hasLabel(error, "UnknownTransactionCommitResult");
  return new AppError("service_unavailable", {
    message: unknown
      ? "The database doesn't say whether the change was made. Look before you try again."
      : "The change could not be committed at the moment. Nothing of it was written; try again.",
    log: String(error),
    headers: { "Retry-After": "1" },
    cause: error,
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
