import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpendRing } from "./spend-ring.ts";

const WINDOW = 60_000;

it("sums what a list of all spends sums, rounded up to a whole slot", () => {
  const steps = fc.array(fc.oneof(fc.nat(300), fc.nat(5_000), fc.nat(90_000)), {
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(steps, fc.constantFrom(WINDOW, WINDOW / 6), (gaps, span) => {
      const ring = new SpendRing(WINDOW);
      const spends: number[] = [];
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        ring.add(now);
        spends.push(now);
        const within = (ms: number) => spends.filter((at) => at > now - ms).length;
        expect(ring.sum(now, span)).toBeGreaterThanOrEqual(within(span));
        expect(ring.sum(now, span)).toBeLessThanOrEqual(within(span + WINDOW / 60 + 1));
      }
    }),
  );
});

describe("what is owed", () => {
  it("is what was admitted since a loss, under the end of its slot, and once", () => {
    const ring = new SpendRing(WINDOW);
    for (const at of [100, 1_500, 1_600, 7_300]) ring.add(at);
    ring.oweSince(8_000, 1_500);
    expect(ring.owes()).toBe(true);
    expect(ring.takeOwed(8_000)).toEqual([
      { endsAt: 2_000, count: 2 },
      { endsAt: 8_000, count: 1 },
    ]);
    expect(ring.owes()).toBe(false);
    expect(ring.takeOwed(8_000)).toEqual([]);
  });

  it("is owed again when it may not have reached Redis, unless it has left the window by then", () => {
    const ring = new SpendRing(WINDOW);
    ring.add(500);
    ring.add(50_000);
    ring.oweSince(50_000, Number.NEGATIVE_INFINITY);
    const owed = ring.takeOwed(50_000);
    ring.restoreOwed(70_000, owed);
    expect(ring.takeOwed(70_000)).toEqual([{ endsAt: 51_000, count: 1 }]);
  });

  it("leaves the window with the spend", () => {
    const ring = new SpendRing(WINDOW);
    ring.add(500);
    ring.owe(500);
    expect(ring.takeOwed(70_000)).toEqual([]);
    expect(ring.sum(70_000, WINDOW)).toBe(0);
  });
});

it("takes one back where it was added, and says whether it was owed", () => {
  const ring = new SpendRing(WINDOW);
  ring.add(500);
  ring.add(2_500);
  ring.owe(2_500);
  expect(ring.remove(500)).toBe(false);
  expect(ring.remove(2_500)).toBe(true);
  expect(ring.sum(3_000, WINDOW)).toBe(0);
  expect(ring.remove(-90_000)).toBe(false);
});

it("says when the oldest leaves", () => {
  const ring = new SpendRing(WINDOW);
  expect(ring.firstLeaves(100, WINDOW)).toBe(100);
  ring.add(2_500);
  expect(ring.firstLeaves(10_000, WINDOW)).toBe(63_000);
});
