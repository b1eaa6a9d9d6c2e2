import type { EgressGuard } from "@zerq/egress/guard";
import { type buildConnector, Pool } from "undici";
import type { ForwardRoute, UpstreamTarget } from "../snapshot/route.ts";

export type UpstreamPools = {
  /** The connections to one target of a route; opened by their first use. */
  get(route: ForwardRoute, target: UpstreamTarget): Pool;
  /** Closes what hasn't been used since the last sweep. */
  sweep(): void;
  close(): Promise<void>;
};

export type UpstreamPoolsOptions = {
  readonly guard: EgressGuard;
  /** Milliseconds, for routes that set none. */
  readonly connectMs: number;
};

/**
 * One pool of kept-alive connections for each upstream, connect timeout and TLS identity. There is no limit on connections: there are never
 * more than requests under way, and those are limited by the callers' own connections.
 */
export function createUpstreamPools({ guard, connectMs }: UpstreamPoolsOptions): UpstreamPools {
  const pools = new Map<string, { pool: Pool; isUsed: boolean }>();

  function open(route: ForwardRoute, target: UpstreamTarget): { pool: Pool; isUsed: boolean } {
    const timeout = route.connectMs ?? connectMs;
    const pool = new Pool(target.origin, {
      pipelining: 1,
      allowH2: false,
      // The guard checks the address that is connected to, whatever the name resolved to before.
      connect: tellingResets(guard.connector({ timeout, allowH2: false, ...route.tls })),
      // Below the 5 s after which many servers close an idle connection.
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 60_000,
      maxHeaderSize: 64 * 1024,
    });
    return { pool, isUsed: true };
  }

  return {
    get(route, target) {
      const { poolKey } = target;
      let entry = pools.get(poolKey);
      if (entry === undefined) {
        entry = open(route, target);
        pools.set(poolKey, entry);
      }
      entry.isUsed = true;
      return entry.pool;
    },
    sweep() {
      for (const [key, entry] of pools) {
        if (entry.isUsed || entry.pool.stats.running > 0 || entry.pool.stats.pending > 0) {
          entry.isUsed = false;
          continue;
        }
        pools.delete(key);
        void entry.pool.close();
      }
    },
    async close() {
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()));
      pools.clear();
    },
  };
}

/**
 * undici takes a reset for the end of an answer that has no length. That would pass an answer that was cut off for a whole
 * one, so a reset goes by another name here.
 */
function tellingResets(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...result) => {
      result[1]?.prependListener("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNRESET") error.code = "UPSTREAM_RESET";
      });
      callback(...result);
    });
}
