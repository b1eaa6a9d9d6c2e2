import { Secret } from "@zerq/logging/secret";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestRedis, quietLogger } from "../../test/data-paths/instance.ts";
import { createJobRunner, type ScheduledJob } from "./job-runner.ts";

let server: Awaited<ReturnType<typeof freshRedis>>;
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await freshRedis();
  return () => server.stop();
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});

async function start(jobs: ScheduledJob[], lines: string[] = [], lookEveryMs = 60_000) {
  const logger = quietLogger(lines);
  const runner = createJobRunner({ url: new Secret(server.url), jobs, logger, lookEveryMs });
  closers.push(() => runner.stop());
  await runner.start();
  return runner;
}
const counting = (name: string, everyMs: number, work: (run: number) => void = () => {}) => {
  let runs = 0;
  const job: ScheduledJob = {
    name,
    everyMs,
    async run() {
      runs += 1;
      work(runs);
      return { runs };
    },
  };
  return { job, runs: () => runs };
};

describe("scheduled jobs", () => {
  it("run at once and then on their schedule, once for all instances", async () => {
    const [a, b] = [counting("tick", 400), counting("tick", 400)];
    const lines: string[] = [];
    const began = performance.now();
    await start([a.job], lines);
    await start([b.job]);
    await expect.poll(() => a.runs() + b.runs()).toBeGreaterThanOrEqual(3);
    const rounds = Math.floor((performance.now() - began) / 400) + 2;
    expect(a.runs() + b.runs()).toBeLessThanOrEqual(rounds);
    await expect.poll(() => lines.join("")).toContain('"job":"tick","runs":1');
  });

  it("are tried again when they fail, and the failure is told", async () => {
    const lines: string[] = [];
    const flaky = counting("flaky", 3_600_000, (run) => {
      if (run === 1) throw new Error("not this time");
    });
    await start([flaky.job], lines);
    await expect.poll(() => lines.join("")).toContain("not this time");
    expect(flaky.runs()).toBe(1);
    const redis = await openTestRedis(server.url);
    // BullMQ keeps what waits for its next attempt in this set: five seconds from now.
    await expect.poll(() => redis.zcard("{zerq:jobs}:management:delayed")).toBeGreaterThanOrEqual(1);
    redis.disconnect();
  });

  it("have their schedules again after Redis was emptied, and run on", async () => {
    const redis = await openTestRedis(server.url);
    const tick = counting("tick", 300);
    await start([tick.job], [], 100);
    await expect.poll(tick.runs).toBeGreaterThanOrEqual(1);
    await redis.flushall();
    const before = tick.runs();
    await expect.poll(() => redis.zrange("{zerq:jobs}:management:repeat", 0, "-1")).toEqual(["tick"]);
    // One may have been under way.
    await expect.poll(tick.runs, { timeout: 20_000 }).toBeGreaterThan(before + 1);
    redis.disconnect();
  });

  it("that a version no longer has lose their schedule", async () => {
    const redis = await openTestRedis(server.url);
    const schedules = () => redis.zrange("{zerq:jobs}:management:repeat", 0, "-1");
    const old = await start([counting("old", 3_600_000).job]);
    expect(await schedules()).toContain("old");
    await old.stop();
    await start([counting("new", 3_600_000).job]);
    expect(await schedules()).toEqual(["new"]);
    redis.disconnect();
  });
});
