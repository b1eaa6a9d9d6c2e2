import { deriveKey } from "@zerq/crypto/derive";
import { randomKey } from "@zerq/crypto/secret-key";
import { Secret } from "@zerq/logging/secret";
import { gatewayReportsKey } from "@zerq/plane-protocol/channels";
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
