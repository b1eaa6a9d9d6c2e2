import { deriveKey } from "@zerq/crypto/derive";
import { randomKey } from "@zerq/crypto/secret-key";
import { Secret } from "@zerq/logging/secret";
import { gatewayReportsChannel, gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { type GatewayReport, openReport } from "@zerq/plane-protocol/report";
import { connectRedis, type Redis } from "@zerq/service/redis";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createReporter } from "./reporter.ts";

const key = deriveKey(randomKey(), "reports");
let server: Awaited<ReturnType<typeof freshRedis>>;
let redis: Redis;
let version = 0;

beforeEach(async () => {
  server = await freshRedis();
  redis = connectRedis(new Secret(server.url), () => undefined);
  await redis.connect();
});
afterEach(async () => {
  vi.useRealTimers();
  redis.disconnect();
  await server.stop();
});

function describeWorker(): GatewayReport {
  return {
    instanceId: "g1",
    workerId: "g1/0",
    group: "default",
    version,
    hash: "h",
    startedAt: 0,
    time: Date.now(),
    lastError: null,
    problems: [],
    missingEnv: [],
    limiterMode: "redis",
    headAgeMs: null,
  };
}
async function reported(): Promise<number | undefined> {
  const text = await redis.hget(gatewayReportsKey, "g1/0").catch(() => null);
  return text === null ? undefined : openReport(key, text).version;
}

it("reports as soon as an emptied Redis is back, without waiting for its next turn", async () => {
  // Its turns never come.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const reporter = createReporter({ redis, key, describe: describeWorker });
  version = 7;
  reporter.start();
  await expect.poll(reported).toBe(7);
  await server.crash();
  version = 8;
  await server.restart("emptied");
  await expect.poll(reported).toBe(8);
  await reporter.stop();
  expect(await reported()).toBeUndefined();
});

it("reports a swap at once, and the swaps of a burst together", async () => {
  const subscriber = redis.duplicate();
  const heard: number[] = [];
  subscriber.on("message", (_channel, text: string) => heard.push(openReport(key, text).version));
  await subscriber.connect();
  await subscriber.subscribe(gatewayReportsChannel);
  const reporter = createReporter({ redis, key, describe: describeWorker });
  for (version = 1; version < 200; version += 1) {
    reporter.report();
    await new Promise(setImmediate);
  }
  await expect.poll(() => heard.at(-1), { timeout: 15_000 }).toBe(version);
  expect(heard[0]).toBeLessThan(10);
  // Between them lie 50 ms, and never a swap for each.
  expect(heard.length).toBeLessThan(100);
  await reporter.stop();
  subscriber.disconnect();
});
