import { expect, it } from "vitest";
import { BodyCapture } from "./body-capture.ts";
import { CaptureBudget } from "./capture-budget.ts";

it("keeps the beginning, counts the rest, and costs what its buffer has", () => {
  const budget = new CaptureBudget(10_000);
  const capture = new BodyCapture(3_000, budget);
  const body = Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251));
  for (const byte of body) capture.take(Uint8Array.of(byte));
  expect([capture.bytes, capture.isTruncated, capture.isSkipped, budget.held]).toEqual([
    5_000,
    true,
    false,
    3_000,
  ]);
  expect(capture.finish().equals(body.subarray(0, 3_000))).toBe(true);
  expect(budget.held).toBe(0);
});

it("stops where the budget ends, is counted once, and takes nothing when it is over", () => {
  const budget = new CaptureBudget(1_500);
  const [first, second] = [new BodyCapture(2_000, budget), new BodyCapture(2_000, budget)];
  first.take(Buffer.alloc(1_000, "a"));
  for (let round = 0; round < 3; round += 1) second.take(Buffer.alloc(100, "b"));
  expect([second.isSkipped, second.bytes, second.finish().length, budget.skipped]).toEqual([true, 300, 0, 1]);
  first.take(Buffer.alloc(1_000, "a"));
  expect([first.isSkipped, first.isTruncated, budget.skipped]).toEqual([true, true, 2]);
  expect(first.finish().toString()).toBe("a".repeat(1_000));
  first.take(Buffer.alloc(10));
  expect([first.finish().length, first.bytes, budget.held]).toEqual([1_000, 2_000, 0]);
});
