import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startLimiter, type TestLimiter } from "../../test/limits/limiter-in-process.ts";
import { systemClock } from "./clock.ts";
import { createLimiter } from "./create-limiter.ts";
import type { LimitRule } from "./limiter.ts";

let server: FreshRedis;
let operator: Redis;
let one: TestLimiter;
let two: TestLimiter;
const modes: string[] = [];

beforeAll(async () => {
  server = await freshRedis();
  operator = new Redis(server.url);
  operator.on("error", () => undefined);
  [one, two] = await Promise.all([
    startLimiter(server.url, (mode, why) => modes.push(`${mode}: ${why}`)),
    startLimiter(server.url),
  ]);
});
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  one.disconnect();
  two.disconnect();
  operator.disconnect();
  await server.stop();
});

let keys = 0;
let rule: LimitRule;
beforeEach(() => {
  rule = { key: `client ${keys++}`, max: 100, windowMs: 60_000, onFailure: "closed" };
});
const exact = () => vi.waitFor(() => expect([one.mode(), two.mode()]).toEqual(["exact", "exact"]), 30_000);

describe("two workers", () => {
  it("share one limit, and say what the headers need", async () => {
    const small = { ...rule, max: 3 };
    expect(await one.admit(small)).toMatchObject({
      outcome: "admitted",
      limit: 3,
      remaining: 2,
      retryAfterSeconds: 0,
    });
    expect(await two.admit(small)).toMatchObject({ outcome: "admitted", remaining: 1 });
    expect(await one.admit(small)).toMatchObject({ outcome: "admitted", remaining: 0 });
    const refused = await two.admit(small);
    expect(refused).toMatchObject({ outcome: "refused", limit: 3, remaining: 0 });
    expect(refused.retryAfterSeconds).toBeGreaterThan(55);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(61);
    expect(refused.resetSeconds).toBe(refused.retryAfterSeconds);
  });

  it("decide without a promise while they have a lease, and remember a refusal", async () => {
    // The second time it is known that more are likely to come.
    await one.admitMany(rule, 10);
    await one.admitMany(rule, 10);
    expect(one.admit(rule)).toMatchObject({ outcome: "admitted" });
    await two.admitMany(rule, 100);
    const { calls } = two.counts().rate;
    expect(two.admit(rule)).toMatchObject({ outcome: "refused" });
    expect(two.counts().rate.calls).toBe(calls);
  });

  it("give each other what they hold and don't need", async () => {
    await one.admitMany(rule, 10);
    await one.admitMany(rule, 30);
    expect(await two.admitMany(rule, 60)).toEqual({ admitted: 60, refused: 0, unavailable: 0 });
    expect(await one.admitMany(rule, 1)).toMatchObject({ refused: 1 });
  });

  it("count the windows of a client apart, and keep the count when its limit changes", async () => {
    expect(await one.admitMany({ ...rule, max: 10 }, 12)).toMatchObject({ admitted: 10, refused: 2 });
    expect(await one.admitMany({ ...rule, max: 10, windowMs: 300_000 }, 2)).toMatchObject({ admitted: 2 });
    expect(await one.admitMany({ ...rule, max: 15 }, 12)).toMatchObject({ admitted: 5, refused: 7 });
    expect(await two.admitMany({ ...rule, max: 5_000 }, 20)).toMatchObject({ admitted: 20 });
    expect(await two.admitMany({ ...rule, max: 20 }, 1)).toMatchObject({ refused: 1 });
  });
});

describe("a request that is given back", () => {
  it("frees its place for the same worker", async () => {
    const small = { ...rule, max: 2 };
    await one.admit(small);
    const second = await one.admit(small);
    one.giveBack(small, second);
    expect(await one.admitMany(small, 2)).toEqual({ admitted: 1, refused: 1, unavailable: 0 });
  });

  it("frees its place for another worker, even after it was settled", async () => {
    const small = { ...rule, max: 3 };
    const first = await one.admit(small);
    await one.admit(small);
    await one.admit(small);
    one.giveBack(small, first);
    const free = async () => expect((await two.admit(small)).outcome).toBe("admitted");
    await vi.waitFor(free, { timeout: 20_000, interval: 100 });
    expect(await two.admitMany(small, 1)).toMatchObject({ refused: 1 });
  });

  it("frees nothing when it was never admitted", async () => {
    const small = { ...rule, max: 1 };
    await one.admit(small);
    one.giveBack(small, await one.admit(small));
    expect(await one.admitMany(small, 1)).toMatchObject({ refused: 1 });
  });
});

it("returns what it holds when it stops", async () => {
  const three = await startLimiter(server.url);
  await three.admitMany(rule, 10);
  await three.admitMany(rule, 30);
  await three.stop();
  three.disconnect();
  expect(await two.admitMany(rule, 70)).toMatchObject({ admitted: 60, refused: 10 });
});

it("goes on when Redis has forgotten its scripts", async () => {
  await operator.script("FLUSH");
  expect(await one.admitMany(rule, 1)).toMatchObject({ admitted: 1 });
  expect(one.mode()).toBe("exact");
});

it("knows after a flush what was admitted before, and grants nothing in between", async () => {
  const small = { ...rule, max: 10 };
  expect(await one.admitMany(small, 4)).toMatchObject({ admitted: 4 });
  expect(await two.admitMany(small, 3)).toMatchObject({ admitted: 3 });
  await operator.flushall();
  expect(await one.admitMany(small, 1)).toMatchObject({ unavailable: 1 });
  expect(modes.at(-1)).toMatch(/^degraded: Redis has lost data/);
  await exact();
  expect(await two.admitMany(small, 5)).toMatchObject({ admitted: 3, refused: 2 });
});

describe("while Redis is away", () => {
  it("refuses, admits, or admits the share, by the rule; and pays when Redis is back", async () => {
    const closed = rule;
    const open: LimitRule = { ...rule, key: `${rule.key} open`, onFailure: "open" };
    const share: LimitRule = { ...rule, key: `${rule.key} share`, max: 20, onFailure: "share" };
    await one.admitMany(share, 4);
    await two.admitMany(share, 2);
    await server.crash();
    await vi.waitFor(() => expect([one.mode(), two.mode()]).toEqual(["degraded", "degraded"]), 20_000);
    expect(one.admit(closed)).toMatchObject({ outcome: "unavailable", retryAfterSeconds: 1 });
    expect(one.admit(open)).toMatchObject({ outcome: "admitted" });
    // Both had been seen when `two` asked last, so each has ten; `one` asked before that and knew of itself only.
    expect(await two.admitMany(share, 20)).toEqual({ admitted: 8, refused: 12, unavailable: 0 });
    await server.restart("emptied");
    await exact();
    expect(await one.admitMany(share, 20)).toMatchObject({ admitted: 6, refused: 14 });
  });

  it("starts all the same", async () => {
    const redis = new Redis({ lazyConnect: true });
    const hasty = { ...systemClock, setTimeout: (run: () => void, ms: number) => setTimeout(run, ms / 100) };
    const limiter = createLimiter({ redis, subscriber: redis, clock: hasty });
    await limiter.start();
    expect(limiter.mode()).toBe("degraded");
    expect(limiter.admit(rule)).toMatchObject({ outcome: "unavailable" });
    expect(limiter.counts().rate).toEqual({
      admitted: 0,
      refused: 0,
      unavailable: 1,
      unchecked: 0,
      calls: 0,
    });
    await limiter.stop();
  });
});
