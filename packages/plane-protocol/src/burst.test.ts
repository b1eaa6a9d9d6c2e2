import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Burst } from "./burst.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("runs the first at once and the others together, within the time", () => {
  let runs = 0;
  const burst = new Burst(
    20,
    () => (runs += 1),
    () => undefined,
  );
  for (let n = 0; n < 200; n += 1) burst.soon();
  expect(runs).toBe(1);
  vi.advanceTimersByTime(19);
  expect(runs).toBe(1);
  vi.advanceTimersByTime(1);
  expect(runs).toBe(2);
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(2);
  burst.soon();
  expect(runs).toBe(3);
});

it("tells what a run throws, goes on after it, and runs nothing once it is stopped", () => {
  const errors: unknown[] = [];
  const burst = new Burst(
    20,
    () => {
      throw new Error("no");
    },
    (error) => errors.push(error),
  );
  burst.soon();
  burst.soon();
  vi.advanceTimersByTime(20);
  expect(errors).toHaveLength(2);
  burst.soon();
  burst.stop();
  vi.advanceTimersByTime(100);
  expect(errors).toHaveLength(2);
});
