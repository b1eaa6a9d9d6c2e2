import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Throttle } from "./throttle.ts";

beforeEach(() => vi.useFakeTimers({ now: 60_000 * 1_000 + 15_000 }));
afterEach(() => vi.useRealTimers());

describe("the throttle", () => {
  it("refuses a key that has used up its minute, says when it ends, and leaves others alone", () => {
    const throttle = new Throttle(2);
    throttle.count("a");
    throttle.count("a");
    expect(() => throttle.count("a")).toThrow(
      expect.objectContaining({ code: "too_many_requests", headers: { "Retry-After": "45" } }),
    );
    expect(() => throttle.count("b")).not.toThrow();
    vi.advanceTimersByTime(45_000);
    expect(() => throttle.count("a")).not.toThrow();
  });

  it("forgets the oldest rather than growing", () => {
    const throttle = new Throttle(1);
    throttle.count("first");
    for (let index = 0; index < 10_000; index += 1) throttle.count(`key ${index}`);
    expect(() => throttle.count("first")).not.toThrow();
    expect(() => throttle.count("key 9999")).toThrow();
  });
});
