import { describe, expect, it } from "vitest";
import { largestWindow } from "../../test/limits/exact-log.ts";
import { Simulation } from "../../test/limits/simulator.ts";
import type { LimitDecision, LimitRule } from "./limiter.ts";

const WINDOW = 60_000;
const rule = (onFailure: LimitRule["onFailure"], max = 80): LimitRule => ({
  key: "client",
  max,
  windowMs: WINDOW,
  onFailure,
});

async function started(workers: number): Promise<Simulation> {
  const simulation = new Simulation(1);
  await simulation.start(workers);
  return simulation;
}

/** One request at each of the workers in turn, `count` in all, evenly over `ms`. */
async function load(simulation: Simulation, limit: LimitRule, count: number, ms: number): Promise<void> {
  const { queue, workers } = simulation;
  const start = queue.now;
  for (let n = 0; n < count; n++)
    queue.at(start + (n * ms) / count, () => workers[n % workers.length]?.request(limit));
  await queue.runUntil(start + ms);
}

const countOf = (simulation: Simulation, outcome: LimitDecision["outcome"], from = 0) =>
  simulation.outcomes.filter(({ at, decision }) => at >= from && decision.outcome === outcome).length;

describe("Redis away", () => {
  it("share: every worker admits its part of the limit, its own spends before included", async () => {
    const simulation = await started(4);
    await load(simulation, rule("share"), 40, 20_000);
    simulation.crash(60_000, "persisted");
    await load(simulation, rule("share"), 400, 30_000);
    expect(countOf(simulation, "admitted")).toBe(80);
    expect(countOf(simulation, "unavailable")).toBe(0);
  });

  it("share: at most about twice the limit around the outage, wherever the requests go", async () => {
    const simulation = await started(4);
    for (let n = 0; n < 80; n++) simulation.workers[0]?.request(rule("share"));
    await simulation.queue.runUntil(simulation.queue.now + 2_000);
    simulation.crash(90_000, "persisted");
    await load(simulation, rule("share"), 1_000, 80_000);
    const admitted = simulation.outcomes.filter(({ decision }) => decision.outcome === "admitted");
    const largest = largestWindow(
      admitted.map(({ at }) => at),
      WINDOW,
    );
    expect(largest).toBeGreaterThan(80);
    expect(largest).toBeLessThanOrEqual(160);
  });

  it("closed: refuses with `unavailable` as soon as leases in hand may no longer be spent", async () => {
    const simulation = await started(2);
    await load(simulation, rule("closed"), 30, 1_000);
    const awayAt = simulation.queue.now;
    simulation.crash(20_000, "persisted");
    await load(simulation, rule("closed"), 200, 10_000);
    expect(countOf(simulation, "admitted", awayAt + 950)).toBe(0);
    expect(countOf(simulation, "unavailable", awayAt)).toBeGreaterThan(180);
  });

  it("open: admits everything", async () => {
    const simulation = await started(2);
    simulation.crash(20_000, "persisted");
    await load(simulation, rule("open"), 500, 10_000);
    expect(countOf(simulation, "admitted")).toBe(500);
  });
});

it("stops spending a lease 0.95 s after the last answered call was sent, even if nothing says that Redis is gone", async () => {
  const simulation = await started(1);
  const [worker] = simulation.workers;
  const large = rule("closed", 100_000);
  await load(simulation, large, 1_000, 5_000);
  const deafAt = simulation.queue.now;
  simulation.network = { ...simulation.network, loss: 1 };
  await load(simulation, large, 1_000, 5_000);
  expect(countOf(simulation, "admitted", deafAt)).toBeGreaterThan(50);
  expect(countOf(simulation, "admitted", deafAt + 950)).toBe(0);
  expect(worker?.limiter.mode()).toBe("degraded");
});

it.each([0, 100, 200, 300, 400])("isn't degraded by a stall of its own process (at %i ms)", async (ms) => {
  const simulation = await started(2);
  await simulation.queue.runUntil(simulation.queue.now + ms);
  const [worker] = simulation.workers;
  // A call is under way when the process stops for two seconds; requests come meanwhile.
  for (let n = 0; n < 90; n++) worker?.request(rule("share"));
  simulation.queue.after(0.01, () => worker?.stall(2_000));
  await load(simulation, rule("share"), 10, 1_000);
  await simulation.queue.runUntil(simulation.queue.now + 2_000);
  expect(worker?.modes).toEqual(["exact"]);
  expect(countOf(simulation, "admitted")).toBe(80);
});

it("is exact again after Redis was away, once every worker has replayed", async () => {
  const simulation = await started(3);
  await load(simulation, rule("share"), 30, 1_000);
  simulation.crash(500, "nothing");
  await simulation.queue.runUntil(simulation.queue.now + 2_000);
  expect(simulation.workers.map(({ limiter }) => limiter.mode())).toEqual(["exact", "exact", "exact"]);
});

it("waits 6 s for a worker that died with the data", async () => {
  const simulation = await started(3);
  simulation.workers[0]?.kill();
  simulation.crash(500, "nothing");
  await simulation.queue.runUntil(simulation.queue.now + 6_000);
  expect(simulation.workers[1]?.limiter.mode()).toBe("degraded");
  await simulation.queue.runUntil(simulation.queue.now + 1_500);
  expect(simulation.workers[1]?.limiter.mode()).toBe("exact");
});

it("forgets keys that nobody uses any more, and what was admitted with them", async () => {
  const simulation = await started(1);
  const [worker] = simulation.workers;
  if (worker === undefined) throw new Error("no worker");
  for (let n = 0; n < 50; n++) worker.request({ ...rule("closed"), key: `client ${n}` });
  await simulation.queue.runUntil(simulation.queue.now + 1_000);
  expect(worker.limiter.keys()).toBe(50);
  await simulation.queue.runUntil(simulation.queue.now + 75_000);
  expect(worker.limiter.keys()).toBe(0);
});
