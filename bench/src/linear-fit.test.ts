import { expect, it } from "vitest";
import { slopeOf } from "./linear-fit.ts";

it("finds the slope of points on a line, and between points beside it", () => {
  const line = [0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x }));
  expect(slopeOf(line)).toBeCloseTo(2);
  const beside = line.map(({ x, y }, index) => ({ x, y: y + (index % 2 === 0 ? 1 : -1) }));
  expect(slopeOf(beside)).toBeCloseTo(1.6);
});

it("says 0 where there is no line", () => {
  expect(slopeOf([])).toBe(0);
  expect(slopeOf([{ x: 1, y: 9 }])).toBe(0);
});
