import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { Connection } from "mongoose";
import {
  type AccessContent,
  type AccessEntry,
  type AccessRecord,
  accessHeadModel,
  accessModel,
  takeAccessEnd,
} from "./access.model.ts";
import { nextEntry } from "./audit-chain.ts";

export type AccessTrail = {
  /** Resolves when the record is in the chain. @throws AppError `service_unavailable` when it can't be written */
  write(record: AccessRecord, time?: Date): Promise<void>;
  /** As `write`, for what nobody waits for: it is tried again until it is written, or thousands of others wait too. */
  note(record: AccessRecord, time?: Date): void;
  /** Lets what waits be written, and takes nothing new. */
  close(): Promise<void>;
};

type Waiting = { record: AccessRecord; time: Date; settle?: (error?: unknown) => void };

/** Records of one transaction, and those that may wait before newer ones are dropped. */
const AT_ONCE = 200;
const MOST_WAITING = 10_000;
const RETRY_AFTER_MS = 2_000;

/** Appends to the access chain, a group at a time: callers that come meanwhile share the next transaction. */
export function createAccessTrail(connection: Connection, logger: Logger): AccessTrail {
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let dropped = 0;

  function wake(): void {
    if (retry !== undefined) return;
    running ??= drain().finally(() => {
      running = undefined;
    });
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, AT_ONCE);
      try {
        await append(connection, group);
        for (const { settle } of group) settle?.();
      } catch (error) {
        logger.error("sign-ins and refusals could not be written to the audit", { error, dropped });
        for (const { settle } of group) settle?.(error);
        waiting.unshift(...group.filter(({ settle }) => settle === undefined));
        tryLater();
        return;
      }
    }
  }

  function tryLater(): void {
    retry = setTimeout(() => {
      retry = undefined;
      wake();
    }, RETRY_AFTER_MS);
    retry.unref();
  }

  return {
    write: (record, time = new Date()) =>
      new Promise((resolve, reject) => {
        const settle = (error?: unknown) => (error === undefined ? resolve() : reject(unavailable(error)));
        waiting.push({ record, time, settle });
        wake();
      }),
    note(record, time = new Date()) {
      if (waiting.length >= MOST_WAITING) dropped += 1;
      else waiting.push({ record, time });
      wake();
    },
    async close() {
      clearTimeout(retry);
      retry = undefined;
      wake();
      await running;
      clearTimeout(retry);
      if (waiting.length > 0)
        logger.error("refusals were not written to the audit", { count: waiting.length });
    },
  };
}

async function append(connection: Connection, group: readonly Waiting[]): Promise<void> {
  const session = await connection.startSession();
  try {
    await session.withTransaction(
      async () => {
        let end = await takeAccessEnd(connection, session);
        const entries: AccessEntry[] = [];
        for (const { record, time } of group) {
          const content = {
            ...record,
            chain: "access",
            sequence: end.sequence + 1,
            time: time.toISOString(),
          };
          const entry = nextEntry(end.link, content as AccessContent);
          entries.push(entry);
          end = { sequence: entry._id, link: entry.link };
        }
        // Past mongoose, as in commit-group.ts: what is stored is what was hashed.
        await accessModel(connection).collection.insertMany(entries as never[], { session, ordered: true });
        await accessHeadModel(connection).updateOne({ _id: "access" }, { $set: end }, { session });
      },
      {
        readConcern: { level: "snapshot" },
        writeConcern: { w: "majority", journal: true },
        readPreference: "primary",
      },
    );
  } finally {
    await session.endSession();
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError("service_unavailable", {
    message: "The audit trail can not be written at the moment.",
    log: String(cause),
    headers: { "Retry-After": "2" },
    cause,
  });
}
