import { randomToken } from "@zerq/crypto/random";
import type { Redis } from "@zerq/service/redis";
import {
  HANDOVER_CHANNEL,
  HOLDER,
  LEAVE,
  RELEASE,
  RENEW,
  SEEN,
  TAKE,
  TICKET,
  WAITERS,
} from "./ticket-scripts.ts";

const TICKET_MS = 400;
const RENEW_MS = 130;
const RECHECK_MS = 60;
/** A waiter that hasn't asked for so long is gone. */
const WAITER_GONE_MS = 500;
/** How long a change waits for a ticket before it goes on without: the ticket is advice, the head's write is the law. */
const PATIENCE_MS = 3_000;
/** A Redis that hasn't answered for so long counts as away, and isn't asked again for a while. */
const ANSWER_MS = 500;
const REST_MS = 2_000;

export type HeldTicket = {
  /** Hands the ticket on; it needn't be waited for, since commands of one connection keep their order. */
  release(): void;
};

export type TicketOffice = {
  /**
   * Waits for the ticket. Without Redis, or after too long, it gives none, and the caller goes on with retries.
   * @param session named beside the ticket, so that whoever finds it expired can end that session's transaction
   */
  take(session: string): Promise<HeldTicket>;
  close(): Promise<void>;
};

/**
 * @param subscriber a connection for subscriptions; it may serve others too
 * @param killSession ends the transaction of a holder that died inside it
 */
export async function openTicketOffice(
  redis: Redis,
  subscriber: Redis,
  killSession: (session: string) => Promise<void>,
): Promise<TicketOffice> {
  const owner = randomToken(12);
  const none: HeldTicket = { release: () => {} };
  let wake: () => void = () => {};
  let restUntil = 0;
  const onMessage = (channel: string, message: string) => {
    if (channel === HANDOVER_CHANNEL && message === owner) wake();
  };
  subscriber.on("message", onMessage);
  await subscriber.subscribe(HANDOVER_CHANNEL);

  /** @returns undefined when Redis is away */
  async function ask(session: string): Promise<[taken: number, left: string] | undefined> {
    const keys = [TICKET, HOLDER, WAITERS, SEEN];
    const answer = redis.eval(TAKE, keys.length, ...keys, owner, session, TICKET_MS, WAITER_GONE_MS);
    const known = (answer as Promise<[number, string]>).catch(() => undefined);
    const inTime = await within(ANSWER_MS, known);
    if (inTime === undefined) {
      restUntil = performance.now() + REST_MS;
      // An answer that comes too late may have taken the ticket, and nobody would hold it.
      void known.then((late) => late?.[0] === 1 && release());
    }
    return inTime;
  }

  function release(): void {
    const keys = [TICKET, HOLDER, WAITERS];
    redis.eval(RELEASE, keys.length, ...keys, owner, HANDOVER_CHANNEL).catch(() => undefined);
  }

  function leave(): void {
    const keys = [TICKET, WAITERS, SEEN];
    redis.eval(LEAVE, keys.length, ...keys, owner, HANDOVER_CHANNEL).catch(() => undefined);
  }

  function held(): HeldTicket {
    const renewal = setInterval(() => {
      redis.eval(RENEW, 1, TICKET, owner, TICKET_MS).catch(() => undefined);
    }, RENEW_MS);
    return {
      release() {
        clearInterval(renewal);
        release();
      },
    };
  }

  return {
    async take(session) {
      if (performance.now() < restUntil) return none;
      const deadline = performance.now() + PATIENCE_MS;
      while (performance.now() < deadline) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const answer = await ask(session);
        if (answer === undefined) return none;
        const [taken, left] = answer;
        if (taken === 1) {
          const ticket = held();
          if (left !== "" && left !== session) await killSession(left);
          return ticket;
        }
        await within(RECHECK_MS, woken);
      }
      leave();
      return none;
    },
    async close() {
      leave();
      subscriber.off("message", onMessage);
      await subscriber.unsubscribe(HANDOVER_CHANNEL).catch(() => undefined);
    },
  };
}

/** What the promise gives, or undefined when that takes longer. */
function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
