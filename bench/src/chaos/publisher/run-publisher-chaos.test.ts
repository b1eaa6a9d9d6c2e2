import { expect, it } from "vitest";
import { runPublisherChaos } from "./run-publisher-chaos.ts";

/** Whoever waits for a ticket goes on without one after three seconds; what is beyond that is somebody who is stuck. */
const STUCK_MS = 5_000;

it("ten publishers killed at ten points leave one order, with nothing lost, doubled or stuck", async () => {
  const result = await runPublisherChaos({ seed: 3, kills: 10, print: () => undefined });
  const [stall, slowest] = [Math.max(...result.changesMs), Math.max(...result.afterKillMs)];
  console.log(
    `ten publishers killed: ${result.versions} versions, worst stall ${stall.toFixed(0)} ms, what they committed last was ` +
      `received after ${slowest.toFixed(0)} ms at most`,
  );
  expect(result.wrong).toEqual([]);
  expect([...result.kills.values()].reduce((sum, count) => sum + count)).toBe(10);
  expect(result.owingPublication).toBeGreaterThanOrEqual(result.kills.get("before publishing") ?? 0);
  expect(result.owingPublication).toBeGreaterThan(0);
  expect(stall).toBeLessThan(STUCK_MS);
}, 300_000);
