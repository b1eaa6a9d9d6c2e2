import type { Secret } from "@zerq/logging/secret";
import { Redis } from "ioredis";

export type { Redis };

/**
 * A connection to Redis. Commands fail at once while it is away, and none is queued or sent twice: whoever calls knows
 * better than the client whether a repetition is safe (a limiter's settle that arrives twice would break its bound).
 * @param onError called with every connection error, since an unheard `error` event ends the process
 */
export function connectRedis(url: Secret<string>, onError: (error: Error) => void): Redis {
  const redis = new Redis(url.reveal(), {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // A Redis that hangs is away too. Longer than any reader blocks for (log-stream.ts of management).
    commandTimeout: 2_000,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
    // A primary that was made a replica while we were connected: the address leads to another one by now.
    reconnectOnError: ({ message }) => message.includes("READONLY"),
    lazyConnect: true,
  });
  redis.on("error", onError);
  return redis;
}

/** Begins to connect, and goes on trying in the background: for who can work with what it has while Redis is away. */
export function keepConnecting(redis: Redis): Promise<void> {
  return redis.connect().catch(() => undefined);
}

/**
 * Whether Redis can be used at all, by a connection that is closed again.
 * @throws as openRedis does
 */
export async function checkRedis(url: Secret<string>, setting: string): Promise<void> {
  const redis = connectRedis(url, () => undefined);
  await openRedis(redis, setting);
  redis.disconnect();
}

/**
 * Connects for the first time.
 * @param setting where the URL came from, for the message
 * @throws Error with a sentence that says what to look at: refused, wrong password, unknown host
 */
export async function openRedis(redis: Redis, setting: string): Promise<void> {
  // The connect promise only says that it closed; the reason comes by the event before.
  let reason: Error | undefined;
  const remember = (error: Error) => {
    reason ??= error;
  };
  redis.on("error", remember);
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new Error(`${setting}: ${explain([reason?.message, (error as Error).message].join(" "))}`);
  } finally {
    redis.off("error", remember);
  }
}

/**
 * Counters, tickets and queues must not vanish one by one when memory runs short: Redis has to refuse writes instead.
 * @throws Error with a sentence when it would evict keys
 */
export async function refuseEviction(redis: Redis, setting: string): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info("memory"))?.[1];
  if (policy === "noeviction" || policy === undefined) return;
  throw new Error(
    `${setting}: this Redis evicts keys when its memory is full (maxmemory-policy ${policy}). Set maxmemory-policy noeviction.`,
  );
}

function explain(message: string): string {
  if (/WRONGPASS|NOAUTH|invalid password|without any password/i.test(message))
    return "Redis refuses the user or password of the URL.";
  if (/ECONNREFUSED/.test(message))
    return "nothing accepts connections at this address. Is Redis running there?";
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return "the host name can't be resolved.";
  return `Redis can't be reached (${message.trim()}).`;
}
