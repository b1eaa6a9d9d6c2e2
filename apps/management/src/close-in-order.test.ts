import type { Logger } from "@zerq/logging/logger";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { closeInOrder } from "./close-in-order.ts";

const never = () => new Promise<never>(() => undefined);
let warnings: string[];
const logger = { warn: (text: string) => warnings.push(text) } as unknown as Logger;

beforeEach(() => {
  warnings = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("closes one after the other, and one that fails holds up none", async () => {
  const closed: string[] = [];
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    closed.push("slow");
  };
  const failing = () => {
    throw new Error("broken");
  };
  const closing = closeInOrder([slow, failing, () => closed.push("last")], async () => undefined, logger);
  await vi.advanceTimersByTimeAsync(5_000);
  await closing;
  expect(closed).toEqual(["slow", "last"]);
  expect(warnings).toEqual(["closing failed"]);
  expect(vi.getTimerCount()).toBe(0);
});

it.each([
  ["are gone", () => Promise.reject(new Error("gone")), 1_500],
  ["hang", never, 3_000],
  ["answer, but it takes too long", async () => undefined, 20_000],
])("waits for nothing any more when the stores %s, and says so", async (_what, storesAnswer, afterMs) => {
  let told = false;
  const last = () => {
    told = true;
    return never();
  };
  let ended = false;
  const closing = closeInOrder([never, last], storesAnswer, logger).then(() => {
    ended = true;
  });
  await vi.advanceTimersByTimeAsync(afterMs - 10);
  expect([ended, told]).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(20);
  await closing;
  expect(told).toBe(true);
  expect(warnings).toEqual(["stopped without waiting for what could not be finished"]);
});
