import { openSync, writeSync } from "node:fs";
import { Redis } from "ioredis";
import { createLimiter } from "../../src/limits/create-limiter.ts";
import type { LimitDecision, LimitRule, QuotaRule } from "../../src/limits/limiter.ts";

// A worker process that asks its limiter as fast as it is told. What it admits goes to a file at once, as numbers of
// milliseconds by the machine's monotonic clock, so that nothing is forgotten when it is killed.

export type LimiterProcessOptions = {
  url: string;
  rule: LimitRule;
  quota?: QuotaRule;
  requestsPerSecond: number;
  admissions: string;
};

const options = JSON.parse(process.argv[2] ?? "") as LimiterProcessOptions;
const file = openSync(options.admissions, "w");
const counts = { admitted: 0, refused: 0, unavailable: 0 };

function connect(): Redis {
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 50,
    lazyConnect: true,
  });
  redis.on("error", () => undefined);
  return redis;
}

function note({ outcome }: LimitDecision): void {
  counts[outcome]++;
  if (outcome === "admitted") writeSync(file, `${Number(process.hrtime.bigint()) / 1e6}\n`);
}

const redis = connect();
const subscriber = connect();
await Promise.all([redis.connect(), subscriber.connect()]);
const limiter = createLimiter({ redis, subscriber });
await limiter.start();

let due = 0;
let last = 0;
const hammer = () => {
  const now = performance.now();
  due += (options.requestsPerSecond * (now - last)) / 1_000;
  last = now;
  for (; due >= 1; due--) {
    const decision = limiter.admit(options.rule, options.quota);
    if (decision instanceof Promise) void decision.then(note);
    else note(decision);
  }
};

let timer: NodeJS.Timeout | undefined;
process.on("message", async (message) => {
  if (message === "go") {
    last = performance.now();
    timer = setInterval(hammer, 5);
  }
  if (message !== "stop") return;
  clearInterval(timer);
  await limiter.stop();
  process.send?.(counts, () => process.exit(0));
});
process.send?.("ready");
