import type { Logger } from "@zerq/logging/logger";
import type { Secret } from "@zerq/logging/secret";
import { connectRedis, keepConnecting, type Redis } from "@zerq/service/redis";

export type Connections = {
  /** For config, reports and log entries. */
  readonly redis: Redis;
  /** A connection that subscribes can do nothing else. */
  readonly subscriber: Redis;
  /** Limits have a connection of their own: a large batch of log entries must not stand before a lease. */
  readonly limits: Redis;
  open(): Promise<void>;
  close(): void;
};

/** A worker's connections to Redis. That Redis is away is told once, until it is back. */
export function createConnections(url: Secret<string>, logger: Logger): Connections {
  let isTold = false;
  const connect = () =>
    connectRedis(url, (error) => {
      if (!isTold) logger.warn("Redis can't be reached", { problem: error.message });
      isTold = true;
    });
  const [redis, subscriber, limits] = [connect(), connect(), connect()];
  redis.on("ready", () => {
    isTold = false;
  });
  return {
    redis,
    subscriber,
    limits,
    async open() {
      await Promise.all([redis, subscriber, limits].map(keepConnecting));
    },
    close() {
      for (const connection of [redis, subscriber, limits]) connection.disconnect();
    },
  };
}
