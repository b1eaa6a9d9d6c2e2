import { Redis } from "ioredis";
import { createLimiter } from "../../src/limits/create-limiter.ts";
import type { LimitDecision, Limiter, LimitRule } from "../../src/limits/limiter.ts";

export type TestLimiter = Limiter & {
  /** `count` requests at once; how many had each outcome. */
  admitMany(rule: LimitRule, count: number): Promise<Record<LimitDecision["outcome"], number>>;
  disconnect(): void;
};

function connect(url: string): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 20,
    lazyConnect: true,
  });
  redis.on("error", () => undefined);
  return redis;
}

/** A limiter with connections of its own, as a worker process has it, and started. */
export async function startLimiter(
  url: string,
  onMode?: (mode: string, why: string) => void,
): Promise<TestLimiter> {
  const redis = connect(url);
  const subscriber = connect(url);
  await Promise.all([redis.connect(), subscriber.connect()]);
  const limiter = createLimiter({ redis, subscriber, ...(onMode === undefined ? {} : { onMode }) });
  await limiter.start();
  return {
    admit: (rule) => limiter.admit(rule),
    giveBack: (rule, decision) => limiter.giveBack(rule, decision),
    mode: () => limiter.mode(),
    counts: () => limiter.counts(),
    start: () => limiter.start(),
    stop: () => limiter.stop(),
    async admitMany(rule, count) {
      const decisions = await Promise.all(Array.from({ length: count }, () => limiter.admit(rule)));
      const sum = { admitted: 0, refused: 0, unavailable: 0 };
      for (const { outcome } of decisions) sum[outcome]++;
      return sum;
    },
    disconnect() {
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}
