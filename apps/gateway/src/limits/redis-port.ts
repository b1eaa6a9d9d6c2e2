import { createHash } from "node:crypto";

/**
 * What the limiter needs of a Redis client. Commands must fail at once while it is away and must never be sent twice: a
 * settle that arrives twice breaks the bound. With ioredis: `enableOfflineQueue: false`,
 * `autoResendUnfulfilledCommands: false`, `maxRetriesPerRequest: 0`.
 */
export type LimiterRedis = {
  /** `ready` when commands can be sent. */
  readonly status: string;
  evalsha(hash: string, keys: number, ...args: (string | number)[]): Promise<unknown>;
  eval(script: string, keys: number, ...args: (string | number)[]): Promise<unknown>;
  on(event: "ready" | "close", listener: () => void): unknown;
  off(event: "ready" | "close", listener: () => void): unknown;
};

/** A second connection, since one that subscribes can do nothing else. */
export type LimiterSubscriber = {
  readonly status: string;
  subscribe(channel: string): Promise<unknown>;
  on(event: "ready", listener: () => void): unknown;
  on(event: "message", listener: (channel: string, message: string) => void): unknown;
  off(event: "ready", listener: () => void): unknown;
  off(event: "message", listener: (channel: string, message: string) => void): unknown;
};

export type Script = { readonly text: string; readonly hash: string };

/** Redis names a script by its SHA-1. */
export const script = (text: string): Script => ({
  text,
  hash: createHash("sha1").update(text).digest("hex"),
});

/** Runs a script by its hash, or by its text where Redis doesn't know it: then the first try has done nothing. */
export function runScript(
  redis: LimiterRedis,
  { text, hash }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  return redis.evalsha(hash, keys.length, ...keys, ...args).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
    return redis.eval(text, keys.length, ...keys, ...args);
  });
}
