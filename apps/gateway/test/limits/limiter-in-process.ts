import { Redis } from "ioredis";
import { createLimiter } from "../../src/limits/create-limiter.ts";
import type { LimitDecision, Limiter, LimitRule, QuotaRule } from "../../src/limits/limiter.ts";

export type TestLimiter = Limiter & {
  /** `count` requests at once; how many had each outcome. */
  admitMany(
    rate: LimitRule | undefined,
    count: number,
    quota?: QuotaRule,
  ): Promise<Record<LimitDecision["outcome"], number>>;
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
    admit: (rate, quota) => limiter.admit(rate, quota),
    giveBack: (rate, decision, quota) => limiter.giveBack(rate, decision, quota),
    quotasKnown: () => limiter.quotasKnown(),
    mode: () => limiter.mode(),
    counts: () => limiter.counts(),
    start: () => limiter.start(),
    stop: () => limiter.stop(),
    async admitMany(rate, count, quota) {
      const decisions = await Promise.all(Array.from({ length: count }, () => limiter.admit(rate, quota)));
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
