import type { EgressGuard } from "@zerq/egress/guard";
import type { ForwardRoute, UpstreamTarget } from "../snapshot/route.ts";
import { CoarseClock } from "./http1/coarse-clock.ts";
import { ConnectionPool } from "./http1/connection-pool.ts";

export type UpstreamPools = {
  /** The connections to one target of a route; opened by their first use. */
  get(route: ForwardRoute, target: UpstreamTarget): ConnectionPool;
  /** Forgets what hasn't been used since the last sweep. */
  sweep(): void;
  close(): void;
};

export type UpstreamPoolsOptions = {
  readonly guard: EgressGuard;
  /** Milliseconds, for routes that set none. */
  readonly connectMs: number;
};

/** One pool of kept-alive connections for each upstream, connect timeout and TLS identity. */
export function createUpstreamPools({ guard, connectMs }: UpstreamPoolsOptions): UpstreamPools {
  const pools = new Map<string, { pool: ConnectionPool; isUsed: boolean }>();
  const clock = new CoarseClock((now) => {
    for (const { pool } of pools.values()) pool.tick(now);
  });

  return {
    get(route, target) {
      const { poolKey } = target;
      let entry = pools.get(poolKey);
      if (entry === undefined) {
        // The guard checks the address that is connected to, whatever the name resolved to before.
        const pool = new ConnectionPool({
          guard,
          clock,
          origin: target.origin,
          connectMs: route.connectMs ?? connectMs,
          tls: route.tls,
        });
        entry = { pool, isUsed: true };
        pools.set(poolKey, entry);
      }
      entry.isUsed = true;
      return entry.pool;
    },
    sweep() {
      for (const [key, entry] of pools) {
        if (entry.isUsed || entry.pool.isBusy) {
          entry.isUsed = false;
          continue;
        }
        pools.delete(key);
        entry.pool.destroy();
      }
    },
    close() {
      clock.stop();
      for (const { pool } of pools.values()) pool.destroy();
      pools.clear();
    },
  };
}
