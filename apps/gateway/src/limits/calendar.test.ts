import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarWindow, windowEdges } from "./calendar.ts";

const windowOf = (interval: "1d" | "7d" | "30d", time: string) => {
  const { start, end } = calendarWindow(interval, Date.parse(time));
  return [start, end].map((ms) => new Date(ms).toISOString().slice(0, 16));
};

describe("a calendar window", () => {
  it("of 1d is a day in UTC", () => {
    expect(windowOf("1d", "2026-03-29T00:00:00Z")).toEqual(["2026-03-29T00:00", "2026-03-30T00:00"]);
    expect(windowOf("1d", "2026-03-29T23:59:59.999Z")).toEqual(["2026-03-29T00:00", "2026-03-30T00:00"]);
  });

  it("of 7d begins on Monday", () => {
    expect(windowOf("7d", "2026-11-23T00:00:00Z")).toEqual(["2026-11-23T00:00", "2026-11-30T00:00"]);
    expect(windowOf("7d", "2026-11-22T23:59:59.999Z")).toEqual(["2026-11-16T00:00", "2026-11-23T00:00"]);
    expect(windowOf("7d", "1970-01-01T00:00:00Z")).toEqual(["1969-12-29T00:00", "1970-01-05T00:00"]);
  });

  it("of 30d is a month, however long", () => {
    expect(windowOf("30d", "2024-02-29T12:00:00Z")).toEqual(["2024-02-01T00:00", "2024-03-01T00:00"]);
    expect(windowOf("30d", "2025-12-31T23:59:59.999Z")).toEqual(["2025-12-01T00:00", "2026-01-01T00:00"]);
  });

  it("contains its moment, and follows the one before without a gap", () => {
    const moment = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(fc.constantFrom("1d", "7d", "30d"), moment, (interval, ms) => {
        const { start, end } = calendarWindow(interval, ms);
        expect(start).toBeLessThanOrEqual(ms);
        expect(end).toBeGreaterThan(ms);
        expect(calendarWindow(interval, start)).toEqual({ start, end });
        expect(calendarWindow(interval, end).start).toBe(end);
        expect(calendarWindow(interval, start - 1).end).toBe(start);
        expect(windowEdges(interval, ms).slice(1, 3)).toEqual([start, end]);
      }),
    );
  });
});
