import type { Secret } from "@zerq/logging/secret";
import { Redis } from "ioredis";

export type { Redis };

/**
 * A connection to Redis. Commands fail at once while it is away, and none is sent twice: the limiter settles leases by
 * them, and a settle that arrives twice would break its bound. None hangs longer than 2 s, so that whoever follows the
 * config by it isn't held up by a connection that died silently.
 * @param onError called with every connection error, since an unheard `error` event ends the process
 */
export function connectRedis(url: Secret<string>, onError: (error: Error) => void): Redis {
  const redis = new Redis(url.reveal(), {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 2_000,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
    lazyConnect: true,
  });
  redis.on("error", onError);
  return redis;
}

/** Begins to connect, and goes on trying in the background: a worker serves from what it has while Redis is away. */
export function keepConnecting(redis: Redis): Promise<void> {
  return redis.connect().catch(() => undefined);
}

/**
 * Whether Redis can be used at all, asked once when the gateway starts.
 * @throws Error with a sentence that says what to look at: refused, wrong password, unknown host
 */
export async function checkRedis(url: Secret<string>): Promise<void> {
  let reason: Error | undefined;
  const redis = connectRedis(url, (error) => {
    reason = error;
  });
  try {
    // The connect promise only says that it closed; the reason comes by the event before.
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw new Error(`REDIS_URL: ${explain(String((reason ?? (error as Error)).message))}`);
  } finally {
    redis.disconnect();
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
