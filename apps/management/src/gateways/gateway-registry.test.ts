import { deriveKey } from "@zerq/crypto/derive";
import { randomKey } from "@zerq/crypto/secret-key";
import { gatewayReportsChannel, gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { type GatewayReport, sealReport } from "@zerq/plane-protocol/report";
import type { Redis } from "@zerq/service/redis";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestRedis, quietLogger } from "../../test/data-paths/instance.ts";
import { createGatewayRegistry, type GatewayRegistry } from "./gateway-registry.ts";
import { gatewayRoutes } from "./gateways.routes.ts";

const key = deriveKey(randomKey(), "reports");
let server: Awaited<ReturnType<typeof freshRedis>>;
/** As the gateways see it. */
let redis: Redis;
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
  await redis.flushall();
});

async function open(): Promise<GatewayRegistry> {
  const own = await openTestRedis(server.url);
  const subscriber = await openTestRedis(server.url);
  const registry = createGatewayRegistry({ redis: own, subscriber, keys: key, logger: quietLogger() });
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
    await say(report({ time: Date.now() - 600_000 }));
    await say(report({ time: Date.now() - 598_000, version: 2 }));
    await expect.poll(() => versions(registry)).toEqual({ "g1/1": 2 });
    const [route] = gatewayRoutes(registry, async () => 5);
    const answer = await route?.handle({} as never);
    const page = answer?.body as { items: Record<string, unknown>[] } | undefined;
    const item = page?.items[0];
    expect(item).toMatchObject({
      workerId: "g1/1",
      version: 2,
      lag: 3,
      lastError: null,
      limiterMode: "redis",
    });
    expect(item?.["clockOffsetMs"]).toBeLessThan(-590_000);
  });

  it("forgets a worker that falls silent, and one that takes its report away", async () => {
    const registry = await open();
    vi.useFakeTimers({ toFake: ["performance", "Date"] });
    await say(report());
    await say(report({ workerId: "g1/2" }));
    await expect.poll(() => registry.live().length).toBe(2);
    vi.advanceTimersByTime(3_500);
    await say(report({ version: 2 }));
    await expect.poll(() => versions(registry)["g1/1"]).toBe(2);
    await redis.hdel(gatewayReportsKey, "g1/2");
    await expect.poll(() => versions(registry)).toEqual({ "g1/1": 2 });
    vi.advanceTimersByTime(8_001);
    expect(registry.live()).toEqual([]);
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
    expect(await registry.waitUntilApplied(4, 1_000)).toEqual({ applied: 2, live: 2 });
    const began = performance.now();
    const waiting = registry.waitUntilApplied(5, 5_000);
    const next = { version: 5, time: Date.now() + 5 };
    await say(report({ ...next, workerId: "g1/1" }));
    await say(report({ ...next, instanceId: "g2", workerId: "g2/1" }));
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50))])).toBeUndefined();
    await say(report({ ...next, workerId: "g1/2" }));
    expect(await waiting).toEqual({ applied: 2, live: 2 });
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it("ends with the true count when the time is over, and at once when nobody is there", async () => {
    const registry = await open();
    expect(await registry.waitUntilApplied(9, 1_000)).toEqual({ applied: 0, live: 0 });
    await say(report({ instanceId: "g1", workerId: "g1/1", version: 9 }));
    await say(report({ instanceId: "g2", workerId: "g2/1", version: 8 }));
    await expect.poll(() => registry.live().length).toBe(2);
    expect(await registry.waitUntilApplied(9, 100)).toEqual({ applied: 1, live: 2 });
  });
});
