import { AppError } from "@zerq/errors/app-error";
import type { Connection } from "mongoose";
import { keyModel } from "./key.model.ts";

/** Random nonces of 96 bits: NIST SP 800-38D section 8.3 allows this many messages under one key. */
const MOST_MESSAGES = 2 ** 32;
/** Long before that another key takes over. */
const DEFAULT_MESSAGES_PER_KEY = 1_000_000_000;
const LARGEST_BLOCK = 10_000;
const SMALLEST_BLOCK = 100;

export type UsageMeter = {
  /** How many messages a key seals before another takes its place. */
  readonly messagesPerKey: number;
  /**
   * Counts one message, without waiting for anything.
   * @throws AppError `service_unavailable` when no more may be sealed under this key, or it isn't known whether
   */
  spend(keyId: string): void;
  /** Waits until each of the keys has uses left: this many, or half a block. @throws AppError as `spend` */
  ensure(keyIds: readonly string[], atLeast?: number): Promise<void>;
};

type Account = { left: number; reserving: Promise<void> | undefined };

/**
 * Counts what is sealed under each key. Uses are reserved in the database block by block and before they are needed, so a
 * process that dies leaves a count that is too high, never one that is too low.
 */
export function createUsageMeter(
  connection: Connection,
  messagesPerKey: number = DEFAULT_MESSAGES_PER_KEY,
): UsageMeter {
  const block = Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, Math.floor(messagesPerKey / 100)));
  const accounts = new Map<string, Account>();

  function accountOf(keyId: string): Account {
    const account = accounts.get(keyId) ?? { left: 0, reserving: undefined };
    accounts.set(keyId, account);
    return account;
  }

  async function reserve(keyId: string, account: Account): Promise<void> {
    const { matchedCount } = await keyModel(connection).collection.updateOne(
      { _id: keyId as never, uses: { $not: { $gt: MOST_MESSAGES - block } } },
      { $inc: { uses: block } },
    );
    if (matchedCount === 1) account.left += block;
  }

  /** One reservation of a key at a time: whoever needs it waits for the one under way. */
  function refill(keyId: string, account: Account): Promise<void> {
    account.reserving ??= reserve(keyId, account).finally(() => {
      account.reserving = undefined;
    });
    return account.reserving;
  }

  return {
    messagesPerKey,
    spend(keyId) {
      const account = accountOf(keyId);
      // A failed reservation shows when nothing is left; until then the next message tries again.
      if (account.left <= block / 2) refill(keyId, account).catch(() => undefined);
      if (account.left <= 0) throw usedUp(keyId);
      account.left -= 1;
    },
    async ensure(keyIds, atLeast = block / 2) {
      for (const keyId of keyIds) {
        const account = accountOf(keyId);
        while (account.left < atLeast) {
          const before = account.left;
          await refill(keyId, account);
          if (account.left <= before) throw usedUp(keyId);
        }
      }
    },
  };
}

function usedUp(keyId: string): AppError {
  return new AppError("service_unavailable", {
    message: "Nothing can be encrypted at the moment. Try again; if it stays so: zerq keys status.",
    log: `key ${keyId} may seal no more messages, or its uses could not be reserved`,
    headers: { "Retry-After": "1" },
  });
}
