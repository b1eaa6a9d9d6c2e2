import { expect, it } from "vitest";
import { runAnswers } from "./run-answers.ts";

it("gives no caller a byte of another's answer, whatever an upstream says, and uses no doubtful connection again (threats 1 and 6)", async () => {
  const result = await runAnswers({ cases: 2_000, firstSeed: 1, withinMs: 60_000 });
  expect(result.problems).toEqual([]);
  expect(result.cases).toBe(2_000);
  expect(result.whole).toBeGreaterThan(500);
  expect(result.refused).toBeGreaterThan(500);
  expect(result.cut).toBeGreaterThan(50);
  // A connection that was idle may have an unasked answer on its way when it is used again: that request is refused, never answered.
  expect(result.unlucky).toBeLessThan(10);
}, 90_000);
