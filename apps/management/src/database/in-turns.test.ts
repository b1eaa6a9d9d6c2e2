import { expect, it } from "vitest";
import { mapInTurns } from "./in-turns.ts";

it("gives what a map gives, and lets others have their turn meanwhile", async () => {
  let turns = 0;
  let isOver = false;
  const others = (async () => {
    while (!isOver) {
      await new Promise(setImmediate);
      turns += 1;
    }
  })();
  const slow = (item: number) => {
    const until = performance.now() + 3;
    while (performance.now() < until);
    return item * 2;
  };
  expect(await mapInTurns([1, 2, 3, 4, 5, 6, 7, 8], slow)).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
  isOver = true;
  await others;
  expect(turns).toBeGreaterThanOrEqual(2);
});

it("rejects with what the projection throws", async () => {
  await expect(
    mapInTurns([1], () => {
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
});
