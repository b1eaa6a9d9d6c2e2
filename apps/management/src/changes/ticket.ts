import { randomToken } from "@zerq/crypto/random";
import type { Redis } from "../redis.ts";

const TICKET = "zerq:{changes}:ticket";
const HOLDER = "zerq:{changes}:holder";
const WAITERS = "zerq:{changes}:waiters";
const SEEN = "zerq:{changes}:seen";
const CHANNEL = "zerq:{changes}:handover";

const TICKET_MS = 400;
const RENEW_MS = 130;
const RECHECK_MS = 60;
/** A waiter that hasn't asked for so long is gone. */
const WAITER_GONE_MS = 500;
/** How long a change waits for a ticket before it goes on without: the ticket is advice, the head's write is the law. */
const PATIENCE_MS = 3_000;

/**
 * KEYS ticket, holder, waiters, seen. ARGV owner, session, ticket ms, gone ms.
 * Gives {1, session of a holder that never released} or {0, ""}. Waiters are served in the order in which they came.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local owner = ARGV[1]
local seen = redis.call('HGETALL', KEYS[4])
for i = 1, #seen, 2 do
  if tonumber(seen[i + 1]) < now - tonumber(ARGV[4]) then
    redis.call('HDEL', KEYS[4], seen[i])
    redis.call('ZREM', KEYS[3], seen[i])
  end
end
local first = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
if redis.call('EXISTS', KEYS[1]) == 1 or (first and first ~= owner) then
  redis.call('ZADD', KEYS[3], 'NX', now, owner)
  redis.call('HSET', KEYS[4], owner, now)
  return {0, ''}
end
redis.call('ZREM', KEYS[3], owner)
redis.call('HDEL', KEYS[4], owner)
local left = redis.call('GET', KEYS[2]) or ''
redis.call('SET', KEYS[1], owner, 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2])
return {1, left}
`;

/** KEYS ticket, holder, waiters. ARGV owner, channel. Only the owner's ticket is released. */
const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
local first = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
if first then redis.call('PUBLISH', ARGV[2], first) end
return 1
`;

/** KEYS ticket. ARGV owner, ticket ms. */
const RENEW = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;

export type HeldTicket = { release(): Promise<void> };

export type TicketOffice = {
  /**
   * Waits for the ticket. Without Redis, or after too long, it gives none, and the caller goes on with retries.
   * @param session named beside the ticket, so that whoever finds it expired can end that session's transaction
   */
  take(session: string): Promise<HeldTicket>;
  stop(): Promise<void>;
};

/** @param killSession ends the transaction of a holder that died inside it */
export async function openTicketOffice(
  redis: Redis,
  subscriber: Redis,
  killSession: (session: string) => Promise<void>,
): Promise<TicketOffice> {
  const owner = randomToken(12);
  let wake: () => void = () => {};
  subscriber.on("message", (channel, message) => {
    if (channel === CHANNEL && message === owner) wake();
  });
  await subscriber.subscribe(CHANNEL);

  const none: HeldTicket = { release: async () => {} };

  function held(): HeldTicket {
    const renewal = setInterval(() => {
      redis.eval(RENEW, 1, TICKET, owner, TICKET_MS).catch(() => undefined);
    }, RENEW_MS);
    return {
      async release() {
        clearInterval(renewal);
        await redis.eval(RELEASE, 3, TICKET, HOLDER, WAITERS, owner, CHANNEL).catch(() => undefined);
      },
    };
  }

  return {
    async take(session) {
      const deadline = Date.now() + PATIENCE_MS;
      while (Date.now() < deadline) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        let answer: [number, string];
        try {
          answer = (await redis.eval(
            TAKE,
            4,
            TICKET,
            HOLDER,
            WAITERS,
            SEEN,
            owner,
            session,
            TICKET_MS,
            WAITER_GONE_MS,
          )) as [number, string];
        } catch {
          return none;
        }
        const [taken, left] = answer;
        if (taken === 1) {
          if (left !== "" && left !== session) await killSession(left);
          return held();
        }
        await Promise.race([woken, pause(RECHECK_MS)]);
      }
      return none;
    },
    async stop() {
      await subscriber.unsubscribe(CHANNEL).catch(() => undefined);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
