import { incarnationKey, quotaKey } from "@zerq/plane-protocol/limit-keys";
import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startLimiter, type TestLimiter } from "../../test/limits/limiter-in-process.ts";
import type { LimitRule, QuotaRule } from "./limiter.ts";

let server: FreshRedis;
let operator: Redis;
let one: TestLimiter;
let two: TestLimiter;

beforeAll(async () => {
  server = await freshRedis();
  operator = new Redis(server.url);
  operator.on("error", () => undefined);
  [one, two] = await Promise.all([startLimiter(server.url), startLimiter(server.url)]);
  await seed();
});
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  one.disconnect();
  two.disconnect();
  operator.disconnect();
  await server.stop();
});

let keys = 0;
let quota: QuotaRule;
let rate: LimitRule;
beforeEach(() => {
  const key = `client ${keys++}`;
  quota = { key, max: 100, interval: "7d", onFailure: "closed" };
  rate = { key, max: 50, windowMs: 60_000, onFailure: "closed" };
});

/** What management does when it has nothing to put back. */
async function seed(): Promise<void> {
  const id = await vi.waitFor(async () => {
    const [id, open] = await operator.hmget(incarnationKey(0), "id", "open");
    expect(open).toBe("1");
    return String(id);
  }, 30_000);
  await operator.hset(incarnationKey(0), "seeded", id);
}

/** Empties Redis, and waits until both workers are in touch with the new data. */
async function empty(): Promise<void> {
  const before = await operator.hget(incarnationKey(0), "id");
  await operator.flushall();
  await vi.waitFor(async () => {
    const [id, open] = await operator.hmget(incarnationKey(0), "id", "open");
    expect(id).not.toBe(before);
    expect(open).toBe("1");
    expect([one.mode(), two.mode()]).toEqual(["exact", "exact"]);
  }, 30_000);
}

describe("two workers", () => {
  it("share one quota, and say what the headers need", async () => {
    const small = { ...quota, max: 3 };
    expect(await one.admit(undefined, small)).toMatchObject({
      kind: "quota",
      outcome: "admitted",
      limit: 3,
      remaining: 2,
    });
    expect(await two.admit(undefined, small)).toMatchObject({ outcome: "admitted", remaining: 1 });
    expect(await one.admit(undefined, small)).toMatchObject({ outcome: "admitted", remaining: 0 });
    const refused = await two.admit(undefined, small);
    expect(refused).toMatchObject({ kind: "quota", outcome: "refused", remaining: 0 });
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(7 * 86_400);
  });

  it("admit exactly both limits when asked for far more at once", async () => {
    const sum = { admitted: 0, refused: 0 };
    const tight = { ...quota, max: 30 };
    for (const counts of await Promise.all([
      one.admitMany(rate, 200, tight),
      two.admitMany(rate, 200, tight),
    ])) {
      sum.admitted += counts.admitted;
      sum.refused += counts.refused;
    }
    expect(sum).toEqual({ admitted: 30, refused: 370 });
    // The quota has refused 370: the rate limit has counted none of them.
    const wide = { ...quota, max: 1_000 };
    await vi.waitFor(async () => expect((await two.admit(rate, wide)).outcome).toBe("admitted"), 20_000);
    expect(await two.admitMany(rate, 100, wide)).toMatchObject({ admitted: 19 });
  });

  it("decide without a promise while they have a lease of both", async () => {
    const large = { ...quota, max: 100_000 };
    const many = { ...rate, max: 10_000 };
    await one.admitMany(many, 50, large);
    await one.admitMany(many, 50, large);
    const decision = one.admit(many, large);
    expect(decision).toMatchObject({ kind: "rate", outcome: "admitted", also: { kind: "quota" } });
  });

  it("hold no more ahead of need than a 1,000th of a quota", async () => {
    const large = { ...quota, max: 5_000 };
    await one.admitMany(undefined, 100, large);
    await one.admitMany(undefined, 1, large);
    const { total } = await operator.hgetall(quotaKey(0, `7d:${quota.key}`));
    expect(Number(total)).toBeLessThanOrEqual(101 + 5);
  });

  it("ask each other for what they hold and don't need", async () => {
    const large = { ...quota, max: 4_000 };
    await one.admitMany(undefined, 50, large);
    await one.admitMany(undefined, 51, large);
    expect(await two.admitMany(undefined, 4_000 - 101, large)).toMatchObject({ refused: 0 });
    expect(await two.admitMany(undefined, 1, large)).toMatchObject({ refused: 1 });
  });

  it("get back what is refused afterwards, in both limits", async () => {
    const [single, tight] = [
      { ...rate, max: 1 },
      { ...quota, max: 1 },
    ];
    const decision = await one.admit(single, tight);
    expect(decision.outcome).toBe("admitted");
    expect((await two.admit(single, tight)).outcome).toBe("refused");
    one.giveBack(single, decision, tight);
    await vi.waitFor(async () => expect((await two.admit(single, tight)).outcome).toBe("admitted"), 20_000);
    expect((await one.admit(undefined, tight)).outcome).toBe("refused");
  });
});

describe("a Redis that has lost its data", () => {
  it("grants no quota before management has told it what was counted, and a rate limit before", async () => {
    await one.admitMany(rate, 10, quota);
    await empty();
    expect(await two.admit({ ...rate, key: "other" })).toMatchObject({ outcome: "admitted" });
    expect(await one.admit(rate, quota)).toMatchObject({ kind: "quota", outcome: "unavailable" });
    expect(one.quotasKnown()).toBe(false);
    await seed();
    expect(await one.admitMany(undefined, 100, quota)).toMatchObject({ admitted: 90, refused: 10 });
    expect(one.quotasKnown()).toBe(true);
  }, 60_000);

  it("is told by every worker what it has admitted, be it more than the checkpoint says", async () => {
    await Promise.all([one.admitMany(undefined, 30, quota), two.admitMany(undefined, 20, quota)]);
    await empty();
    await seed();
    expect(await two.admitMany(undefined, 100, quota)).toMatchObject({ admitted: 50, refused: 50 });
  }, 60_000);
});

it("is told at the end what a worker that stops hasn't used", async () => {
  const three = await startLimiter(server.url);
  const large = { ...quota, max: 20_000 };
  await three.admitMany(undefined, 100, large);
  await three.admitMany(undefined, 1, large);
  expect(Number(await operator.hget(quotaKey(0, `7d:${quota.key}`), "total"))).toBeGreaterThan(101);
  await three.stop();
  three.disconnect();
  expect(await operator.hget(quotaKey(0, `7d:${quota.key}`), "total")).toBe("101");
});
