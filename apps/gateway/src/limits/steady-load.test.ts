import { beforeAll, describe, expect, it } from "vitest";
import { type LoadName, type LoadResult, runTable } from "../../test/limits/steady-load.ts";

const limits = [10, 100, 1_000];
const regular: LoadName[] = ["even", "one worker", "90/10", "hopping"];

let results: Map<string, LoadResult>;
beforeAll(async () => {
  const run = await runTable(limits);
  results = run.results;
  console.log(`\n${run.table}\n`);
});

const resultOf = (name: string, max: number): LoadResult => {
  const result = results.get(`${name} ${max}`);
  if (result === undefined) throw new Error(`no such load: ${name}`);
  return result;
};

describe.each(limits)("a limit of %i a minute over eight workers", (max) => {
  it.each(regular)("refuses nothing of a steady 95 %%: %s", (name) => {
    const { arrivals, admitted, refused, unavailable } = resultOf(name, max);
    expect({ admitted, refused, unavailable }).toEqual({ admitted: arrivals, refused: 0, unavailable: 0 });
  });

  it("admits of a Poisson load of 95 % what a log of everything would admit, but for 0.1 %", () => {
    const { admitted, exactLog } = resultOf("Poisson", max);
    expect(admitted).toBeGreaterThanOrEqual(exactLog * 0.999);
  });

  it("admits the whole limit at once every 61 s", () => {
    const { admitted, arrivals } = resultOf("max at once every 61 s", max);
    expect(admitted).toBe(arrivals);
  });

  it("is never exceeded", () => {
    const all = [...results].filter(([name]) => name.endsWith(` ${max}`)).map(([, { largest }]) => largest);
    expect(all).toHaveLength(7);
    expect(Math.max(...all)).toBeLessThanOrEqual(max);
  });

  it("makes at most about one call to Redis for each request", () => {
    for (const [, { callsPerRequest }] of results) expect(callsPerRequest).toBeLessThanOrEqual(1.05);
  });
});
