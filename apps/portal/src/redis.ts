import type { Secret } from "@zerq/logging/secret";
import { Redis } from "ioredis";

export type { Redis };

/** Milliseconds until a command that got no answer fails: nobody waits for a Redis that hangs. */
const COMMAND_TIMEOUT_MS = 5_000;

/**
 * A connection to Redis. Commands fail at once while it is away (nothing is queued or sent twice): whoever calls knows
 * better than the client whether a repetition is safe.
 * @param onError called with every connection error, since an unheard `error` event ends the process
 */
export function connectRedis(url: Secret<string>, onError: (error: Error) => void): Redis {
  const redis = new Redis(url.reveal(), {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
    lazyConnect: true,
  });
  redis.on("error", onError);
  return redis;
}

/**
 * Connects for the first time.
 * @throws Error with a sentence that says what to look at: refused, wrong password, unknown host
 */
export async function openRedis(redis: Redis): Promise<void> {
  // The connect promise only says that it closed; the reason comes by the event before.
  let reason: Error | undefined;
  const remember = (error: Error) => {
    reason = error;
  };
  redis.on("error", remember);
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new Error(`REDIS_URL: ${explain(String((reason ?? (error as Error)).message))}`);
  } finally {
    redis.off("error", remember);
  }
}

function explain(message: string): string {
  if (/WRONGPASS|NOAUTH|invalid password|AUTH/i.test(message))
    return "Redis refuses the user or password of the URL.";
  if (/ECONNREFUSED/.test(message))
    return "nothing accepts connections at this address. Is Redis running there?";
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return "the host name can't be resolved.";
  return `Redis can't be reached (${message}).`;
}
