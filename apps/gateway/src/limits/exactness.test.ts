import { describe, expect, it } from "vitest";
import {
  type HostilePolicy,
  type HostileResult,
  isOver,
  type RedisTrouble,
  runHostile,
} from "../../test/limits/hostile.ts";

const SEEDS = 8;

/** More seeds: test/chaos/limits.ts. */
async function runSeeds(trouble: RedisTrouble, policy: HostilePolicy = "rate"): Promise<HostileResult[]> {
  const results: HostileResult[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) results.push(await runHostile(seed, trouble, policy));
  return results;
}

describe("no window holds more than the limit", () => {
  it.each<[string, RedisTrouble]>([
    ["with stalls, slow and lost replies, drift, deaths, bursts at its edge", "none"],
    ["when Redis comes back empty besides", "emptied"],
    ["when Redis comes back with what it was up to two seconds ago besides", "set back"],
  ])("%s", async (_, trouble) => {
    const results = await runSeeds(trouble);
    expect(results.filter(isOver)).toEqual([]);
    // A limiter that admits nothing would pass as well.
    const admitted = results.reduce((sum, result) => sum + result.admitted, 0);
    const possible = results.reduce((sum, result) => sum + Math.min(result.requests, 4 * result.max), 0);
    expect(admitted / possible).toBeGreaterThan(0.4);
  });
});

describe("no calendar window holds more than the quota, with the window's end in the middle of the run", () => {
  it.each<[HostilePolicy, RedisTrouble]>([
    ["quota", "none"],
    ["quota", "emptied"],
    ["quota", "set back"],
    ["both", "none"],
    ["both", "emptied"],
    ["both", "set back"],
  ])("%s, Redis' trouble: %s", async (policy, trouble) => {
    const results = await runSeeds(trouble, policy);
    expect(results.filter(isOver)).toEqual([]);
    const used = results.filter(({ largestDay, quota }) => largestDay > quota * 0.8);
    expect(used.length).toBeGreaterThan(SEEDS / 4);
  });
});
