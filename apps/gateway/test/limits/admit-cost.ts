import { createLimiter } from "../../src/limits/create-limiter.ts";
import { leaseScript } from "../../src/limits/lease-script.ts";
import type { LimitRule, QuotaRule } from "../../src/limits/limiter.ts";
import { quotaScript } from "../../src/limits/quota-script.ts";
import type { LimiterRedis, LimiterSubscriber } from "../../src/limits/redis-port.ts";
import { RedisModel } from "./redis-model.ts";

// What one synchronous decision costs, on one core, without a network:
//   node --conditions=zerq-source apps/gateway/test/limits/admit-cost.ts

const BATCH = 50_000;
const ROUNDS = 200;

const model = new RedisModel();
const port = {
  status: "ready",
  evalsha: async (hash: string, keys: number, ...args: (string | number)[]) => {
    model.time = Date.now() * 1_000;
    if (hash === leaseScript.hash) return model.lease(String(args[0]), args.slice(keys));
    if (hash === quotaScript.hash) return model.quota(String(args[0]), args.slice(keys));
    return args.length > keys + 1 ? model.probe(args.slice(keys)) : 1;
  },
  eval: () => Promise.reject(new Error("not needed")),
  subscribe: () => Promise.resolve(),
  on: () => undefined,
  off: () => undefined,
} satisfies LimiterRedis & LimiterSubscriber;

const limiter = createLimiter({ redis: port, subscriber: port });
await limiter.start();
model.seed(new Map());

const clients = (count: number): LimitRule[] =>
  Array.from({ length: count }, (_, n) => ({
    key: (n + 1).toString(16).padStart(24, "0"),
    max: 1_000_000_000,
    windowMs: 60_000,
    onFailure: "closed",
  }));

const quotas = (count: number): QuotaRule[] =>
  clients(count).map(({ key, max, onFailure }) => ({ key, max, interval: "30d", onFailure }));

/** Nanoseconds for each of a batch, or undefined when one of them needed Redis. */
async function batch(
  rules: readonly LimitRule[],
  quotasOf: readonly QuotaRule[] | undefined,
): Promise<number | undefined> {
  const late: Promise<unknown>[] = [];
  const started = process.hrtime.bigint();
  for (let n = 0; n < BATCH; n += rules.length)
    for (let i = 0; i < rules.length; i++) {
      const decision = limiter.admit(rules[i], quotasOf?.[i]);
      if (decision instanceof Promise) late.push(decision);
    }
  const ns = Number(process.hrtime.bigint() - started) / BATCH;
  await Promise.all(late);
  await new Promise((resolve) => setTimeout(resolve, 2));
  return late.length === 0 ? ns : undefined;
}

function clockCost(): number {
  let sum = 0;
  const started = process.hrtime.bigint();
  for (let n = 0; n < BATCH; n++) sum += performance.now();
  return Number(process.hrtime.bigint() - started) / BATCH + 0 * sum;
}

function print(what: string, costs: number[]): void {
  costs.sort((a, b) => a - b);
  const at = (part: number) => costs[Math.floor(costs.length * part)]?.toFixed(0);
  console.log(`${what}: ${at(0)} ns at best, ${at(0.5)} ns median, over ${costs.length} batches`);
}

for (const count of [1, 1_000])
  for (const withQuota of [false, true]) {
    const rules = clients(count);
    const costs: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      const ns = await batch(rules, withQuota ? quotas(count) : undefined);
      if (ns !== undefined) costs.push(ns);
    }
    print(`a decision, ${count} clients${withQuota ? ", rate limit and quota" : ""}`, costs);
  }
print("of that, reading the clock", Array.from({ length: ROUNDS }, clockCost));
await limiter.stop();
