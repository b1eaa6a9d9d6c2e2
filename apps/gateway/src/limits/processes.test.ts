import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { afterAll, beforeAll, expect, it } from "vitest";
import { largestWindow } from "../../test/limits/exact-log.ts";
import { LimiterFleet } from "../../test/limits/limiter-fleet.ts";

let redis: FreshRedis;
let directory: string;
beforeAll(async () => {
  redis = await freshRedis();
  directory = mkdtempSync(join(tmpdir(), "zerq-limits-"));
});
afterAll(async () => {
  await redis.stop();
  rmSync(directory, { recursive: true, force: true });
});

it("admits exactly the limit over four processes at three times the load", async () => {
  const rule = { key: "three times", max: 200, windowMs: 60_000, onFailure: "closed" } as const;
  const fleet = await LimiterFleet.start(4, directory, { url: redis.url, rule, requestsPerSecond: 100 });
  fleet.go();
  await wait(1_500);
  const { admitted, refused } = await fleet.stop();
  expect({ admitted, logged: fleet.admissions().length }).toEqual({ admitted: 200, logged: 200 });
  expect(refused).toBeGreaterThan(200);
});

it("never exceeds it when Redis is killed and comes back empty, and a process is killed later", async () => {
  const rule = { key: "killed", max: 150, windowMs: 2_000, onFailure: "closed" } as const;
  const fleet = await LimiterFleet.start(3, directory, { url: redis.url, rule, requestsPerSecond: 100 });
  fleet.go();
  await wait(1_500);
  await redis.crash();
  await redis.restart("emptied");
  const restartedAt = Number(process.hrtime.bigint()) / 1e6;
  await wait(3_000);
  await fleet.kill(0);
  await wait(2_000);
  const { unavailable } = await fleet.stop();
  const admissions = fleet.admissions();
  expect(largestWindow(admissions, rule.windowMs)).toBe(rule.max);
  expect(admissions.filter((at) => at > restartedAt).length).toBeGreaterThan(rule.max);
  expect(unavailable).toBeGreaterThan(0);
});
