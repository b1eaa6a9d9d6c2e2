import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { openTestRedis } from "../../../../apps/management/test/data-paths/instance.ts";
import { pause } from "../../pause.ts";
import { startSwitchedProxy } from "./switched-proxy.ts";

const IN_STEP_WITHIN_MS = 15_000;

/** A Redis behind an address that stays, and a second one that may take its place. */
export type RedisPair = Pick<FreshRedis, "url" | "crash" | "restart" | "stop"> & {
  /** Of the one in use. */
  readonly pid: number;
  /**
   * The second one follows the first and falls behind: what happens during `lag` it doesn't have. Then the first one is killed and
   * the second one takes its place.
   * @returns when it did, in milliseconds of performance.now()
   */
  failOver(lag: () => Promise<void>): Promise<number>;
  /**
   * The second one takes the first one's place, which becomes its replica and goes on with the connections that it has.
   * @returns when it did, in milliseconds of performance.now()
   */
  demote(): Promise<number>;
  /** Ends the connections to the one that was demoted, and what it replicates. */
  leaveDemoted(): Promise<void>;
};

export async function startRedisPair(): Promise<RedisPair> {
  let [primary, standby] = await Promise.all([freshRedis(), freshRedis()]);
  const proxy = await startSwitchedProxy(primary.port);

  async function follow(of: FreshRedis, leader: FreshRedis): Promise<void> {
    const redis = await openTestRedis(of.url);
    try {
      await redis.replicaof("127.0.0.1", leader.port);
      for (const until = performance.now() + IN_STEP_WITHIN_MS; performance.now() < until; await pause(20)) {
        const state = await redis.info("replication").catch(() => "");
        if (state.includes("master_link_status:up")) return;
      }
      throw new Error("the second Redis never came in step with the first");
    } finally {
      redis.disconnect();
    }
  }

  async function detach(of: FreshRedis): Promise<void> {
    const redis = await openTestRedis(of.url);
    await redis.replicaof("NO", "ONE");
    redis.disconnect();
  }

  return {
    url: `redis://127.0.0.1:${proxy.port}`,
    get pid() {
      return primary.pid;
    },
    crash: () => primary.crash(),
    restart: (data) => primary.restart(data),
    async failOver(lag) {
      await follow(standby, primary);
      await detach(standby);
      await lag();
      await primary.crash();
      [primary, standby] = [standby, primary];
      proxy.leadTo(primary.port);
      proxy.cut();
      const switchedAt = performance.now();
      await standby.restart("emptied");
      return switchedAt;
    },
    async demote() {
      await follow(standby, primary);
      await detach(standby);
      const former = await openTestRedis(primary.url);
      await former.replicaof("127.0.0.1", standby.port);
      former.disconnect();
      [primary, standby] = [standby, primary];
      proxy.leadTo(primary.port);
      return performance.now();
    },
    async leaveDemoted() {
      proxy.cut();
      await detach(standby);
    },
    async stop() {
      await proxy.stop();
      await Promise.all([primary.stop(), standby.stop()]);
    },
  };
}
