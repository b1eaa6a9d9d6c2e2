import { deriveKey } from "@zerq/crypto/derive";
import { randomKey } from "@zerq/crypto/secret-key";
import { gatewayReportsChannel, gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { type GatewayReport, sealReport } from "@zerq/plane-protocol/report";
import type { Redis } from "@zerq/service/redis";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestRedis, quietLogger } from "../../test/data-paths/instance.ts";
import { describeGateway } from "./describe-gateway.ts";
import { createGatewayRegistry, type GatewayRegistry, type KnownWorker } from "./gateway-registry.ts";

const key = deriveKey(randomKey(), "reports");
let server: Awaited<ReturnType<typeof freshRedis>>;
/** As the gateways see it. */
let redis: Redis;
const WITHIN = { timeout: 20_000 };
/** Whose reports were heard. */
let heard: string[] = [];
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await freshRedis();
  redis = await openTestRedis(server.url);
  return async () => {
    redis.disconnect();
    await server.stop();
  };
});
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closers.reverse()) await close();
  closers = [];
  heard = [];
  await redis.flushall();
});

async function open(lines: string[] = []): Promise<GatewayRegistry> {
  const own = await openTestRedis(server.url);
  const subscriber = await openTestRedis(server.url);
  const registry = createGatewayRegistry({
    ...{ redis: own, subscriber, keys: key, logger: quietLogger(lines) },
    readGroups: async () => ["default"],
    onHeard: ({ workerId }) => heard.push(workerId),
  });
  await registry.start();
  closers.push(async () => {
    await registry.stop();
    own.disconnect();
    subscriber.disconnect();
  });
  return registry;
}

function report(overrides: Partial<GatewayReport> = {}): GatewayReport {
  return {
    instanceId: "g1",
    workerId: "g1/1",
    group: "default",
    version: 1,
    hash: "h",
    startedAt: Date.now(),
    time: Date.now(),
    lastError: null,
    problems: [],
    missingEnv: [],
    limiterMode: "redis",
    headAgeMs: 10,
    ...overrides,
  };
}
async function say(what: GatewayReport, by = key): Promise<void> {
  const text = sealReport(by, what);
  await redis.hset(gatewayReportsKey, what.workerId, text);
  await redis.publish(gatewayReportsChannel, text);
}
const versions = (registry: GatewayRegistry) =>
  Object.fromEntries(registry.live().map(({ report: { workerId, version } }) => [workerId, version]));

describe("the registry of gateways", () => {
  it("knows those that were there before it, and hears of the others, on every instance", async () => {
    await say(report({ version: 3 }));
    const registries = [await open(), await open()];
    for (const registry of registries) expect(versions(registry)).toEqual({ "g1/1": 3 });
    await say(report({ workerId: "g1/2", version: 4 }));
    await say(report({ version: 5, time: Date.now() + 1 }));
    for (const registry of registries)
      await expect.poll(() => versions(registry)).toEqual({ "g1/1": 5, "g1/2": 4 });
  });

  it("refuses what is forged, malformed or from another key", async () => {
    const registry = await open();
    const other = deriveKey(randomKey(), "reports");
    await say(report({ workerId: "forged" }), other);
    await redis.publish(gatewayReportsChannel, "{}");
    const altered = sealReport(key, report()).replace('"version":1', '"version":9');
    await redis.publish(gatewayReportsChannel, altered);
    await expect.poll(() => registry.refused()).toBeGreaterThanOrEqual(3);
    expect(registry.live()).toEqual([]);
  });

  it("doesn't bring back the dead by what they once said", async () => {
    const recorded = report({ time: Date.now() - 60_000 });
    await say(recorded);
    const registry = await open();
    expect(registry.live()).toEqual([]);
    await redis.publish(gatewayReportsChannel, sealReport(key, recorded));
    await say(report({ workerId: "g1/2", version: 7 }));
    await redis.publish(
      gatewayReportsChannel,
      sealReport(key, report({ workerId: "g1/2", version: 1, time: Date.now() - 1_000 })),
    );
    await expect.poll(() => versions(registry)).toEqual({ "g1/2": 7 });
    await say(report({ workerId: "ancient", time: Date.now() - 86_400_000 }));
    await open();
    await expect.poll(() => redis.hexists(gatewayReportsKey, "ancient")).toBe(0);
  });

  it("counts a gateway whose clock is wrong once it has reported again", async () => {
    const registry = await open();
    // As a gateway says it whose clock is ten minutes behind: the head is in the future for it.
    const headAgeMs = -600_000;
    await say(report({ time: Date.now() - 600_000, headAgeMs }));
    await say(report({ time: Date.now() - 598_000, headAgeMs: headAgeMs + 2_000, version: 2 }));
    await expect.poll(() => versions(registry)).toEqual({ "g1/1": 2 });
    const item = describeGateway(registry.known()[0] as KnownWorker, 5, true);
    expect(item).toMatchObject({ workerId: "g1/1", version: 2, lag: 3, state: "behind", clock: "unusable" });
    expect(item.clockOffsetMs).toBeLessThan(-590_000);
    // By a clock that is right its config is fresh all the same.
    expect([item.headAgeMs === null, (item.headAgeMs ?? 0) > 15_000]).toEqual([false, false]);
  });

  it("counts a worker that falls silent on for a minute, and then no more", async () => {
    vi.useFakeTimers({ toFake: ["performance", "Date"] });
    const registry = await open();
    await say(report());
    await expect.poll(() => registry.live().length).toBe(1);
    vi.advanceTimersByTime(8_001);
    expect([registry.live(), registry.known()[0]?.isSilent]).toEqual([[], true]);
    const late = await open();
    expect([late.live(), late.known()[0]?.isSilent]).toEqual([[], true]);
    vi.advanceTimersByTime(60_000);
    await expect.poll(() => registry.known(), WITHIN).toEqual([]);
    await say(report({ version: 2 }));
    await expect.poll(() => versions(registry)).toEqual({ "g1/1": 2 });
  });

  it("doesn't count the time in which Redis can't be read as silence", async () => {
    vi.useFakeTimers({ toFake: ["performance", "Date"] });
    const lines: string[] = [];
    const registry = await open(lines);
    await say(report({ leaving: false }));
    await expect.poll(() => registry.live().length).toBe(1);
    // Of another type: it can't be read.
    await redis.del(gatewayReportsKey);
    await redis.set(gatewayReportsKey, "x");
    await expect.poll(() => lines.join(""), WITHIN).toContain("gateway reports can't be read");
    vi.advanceTimersByTime(120_000);
    await redis.del(gatewayReportsKey);
    await redis.hset(gatewayReportsKey, "g1/2", sealReport(key, report({ workerId: "g1/2" })));
    await expect.poll(() => versions(registry), WITHIN).toEqual({ "g1/2": 1 });
    expect(registry.known().map(({ report: { workerId } }) => workerId)).toEqual(["g1/1", "g1/2"]);
    vi.advanceTimersByTime(60_000);
    await expect.poll(() => registry.known(), WITHIN).toEqual([]);
  });

  it("forgets a worker at once that says that it stops, whatever is repeated of what it said before", async () => {
    const registry = await open();
    const earlier = report({ leaving: false });
    await say(earlier);
    await say(report({ workerId: "g1/2", leaving: false }));
    await expect.poll(() => registry.live().length).toBe(2);
    await say({ ...earlier, time: earlier.time + 1, leaving: true });
    await expect.poll(() => versions(registry)).toEqual({ "g1/2": 1 });
    await say(earlier);
    await say(report({ workerId: "g1/2", version: 2, time: Date.now() + 2 }));
    await expect.poll(() => versions(registry)).toEqual({ "g1/2": 2 });
    await say({ ...earlier, startedAt: earlier.startedAt + 5, time: earlier.time + 5 });
    await expect.poll(() => Object.keys(versions(registry)).length).toBe(2);
  });

  it("forgets one of an earlier version that takes its report away, and one that always says so never for that", async () => {
    vi.useFakeTimers({ toFake: ["performance", "Date"] });
    const registry = await open();
    await say(report());
    await say(report({ workerId: "g1/2", leaving: false }));
    await expect.poll(() => registry.live().length).toBe(2);
    await redis.del(gatewayReportsKey);
    vi.advanceTimersByTime(3_500);
    await expect.poll(() => versions(registry)).toEqual({ "g1/2": 1 });
  });

  it("hears each report once, and those of clocks that are hours off too", async () => {
    await open();
    const first = report();
    await say(first);
    await say(first);
    await say(report({ workerId: "g1/2", time: Date.now() - 7_200_000 }));
    await expect.poll(() => heard).toEqual(["g1/1", "g1/2"]);
  });
});

it("keeps the gateways it knows when Redis was emptied, and an instance that starts then hears of them by their next report", async () => {
  const registry = await open();
  await say(report());
  await expect.poll(() => registry.live().length).toBe(1);
  await redis.flushall();
  const late = await open();
  expect([registry.live().length, late.live().length]).toEqual([1, 0]);
  await say(report({ version: 2, time: Date.now() + 1 }));
  await expect.poll(() => [versions(registry), versions(late)]).toEqual([{ "g1/1": 2 }, { "g1/1": 2 }]);
});

describe("waiting until a version is applied", () => {
  it("ends as soon as the slowest worker of the last gateway has it", async () => {
    const registry = await open();
    for (const [instanceId, workerId] of [
      ["g1", "g1/1"],
      ["g1", "g1/2"],
      ["g2", "g2/1"],
    ] as const)
      await say(report({ instanceId, workerId, version: 4 }));
    await expect.poll(() => registry.live().length).toBe(3);
    expect(await registry.waitUntilApplied(4, 1_000)).toEqual({ applied: 2, known: 2, pending: [] });
    const began = performance.now();
    const waiting = registry.waitUntilApplied(5, 5_000);
    const next = { version: 5, time: Date.now() + 5 };
    await say(report({ ...next, workerId: "g1/1" }));
    await say(report({ ...next, instanceId: "g2", workerId: "g2/1" }));
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50))])).toBeUndefined();
    await say(report({ ...next, workerId: "g1/2" }));
    expect(await waiting).toEqual({ applied: 2, known: 2, pending: [] });
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it("ends with the true count when the time is over, and at once when nobody is there", async () => {
    const registry = await open();
    expect(await registry.waitUntilApplied(9, 1_000)).toEqual({ applied: 0, known: 0, pending: [] });
    await say(report({ instanceId: "g1", workerId: "g1/1", version: 9 }));
    await say(report({ instanceId: "g2", workerId: "g2/1", version: 8 }));
    await expect.poll(() => registry.live().length).toBe(2);
    const pending = [{ instanceId: "g2", isSilent: false }];
    expect(await registry.waitUntilApplied(9, 100)).toEqual({ applied: 1, known: 2, pending });
  });

  it("waits for a silent one, and not for one of a group that isn't declared", async () => {
    vi.useFakeTimers({ toFake: ["performance", "Date"] });
    const registry = await open();
    await say(report({ instanceId: "g2", workerId: "g2/1", group: "nowhere" }));
    await say(report());
    await expect.poll(() => registry.live().length).toBe(2);
    vi.advanceTimersByTime(8_001);
    const pending = [{ instanceId: "g1", isSilent: true }];
    expect(await registry.waitUntilApplied(2, 100)).toEqual({ applied: 0, known: 1, pending });
    // What it had before, it has.
    expect(await registry.waitUntilApplied(1, 100)).toEqual({ applied: 1, known: 1, pending: [] });
    expect(registry.known().map(({ report: { group } }) => [group, registry.isDeclared(group)])).toEqual([
      ["nowhere", false],
      ["default", true],
    ]);
  });
});
