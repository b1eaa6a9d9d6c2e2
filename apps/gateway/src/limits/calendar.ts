import type { QuotaInterval } from "./limiter.ts";

const DAY_MS = 86_400_000;
/** 1970 began on a Thursday: the first Monday was day 4. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** From `start` until just before `end`, as milliseconds since the epoch. */
export type CalendarWindow = { readonly start: number; readonly end: number };

const windows: Record<QuotaInterval, (ms: number) => CalendarWindow> = {
  "1d": (ms) => steps(ms, DAY_MS, 0),
  "7d": (ms) => steps(ms, 7 * DAY_MS, FIRST_MONDAY_MS),
  "30d": month,
};

/** What the intervals are called by, in ms; a month may be up to two days shorter, or a day longer. */
export const nominalMs: Record<QuotaInterval, number> = {
  "1d": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
};

/** The calendar window in UTC that a moment is in: a day, a week from Monday, or a month from its first. */
export function calendarWindow(interval: QuotaInterval, ms: number): CalendarWindow {
  return windows[interval](ms);
}

/** Three windows by their four edges, the middle one around `ms`: whoever knows the time better chooses. */
export function windowEdges(interval: QuotaInterval, ms: number): readonly number[] {
  const { start, end } = calendarWindow(interval, ms);
  return [calendarWindow(interval, start - 1).start, start, end, calendarWindow(interval, end).end];
}

function steps(ms: number, lengthMs: number, originMs: number): CalendarWindow {
  const start = Math.floor((ms - originMs) / lengthMs) * lengthMs + originMs;
  return { start, end: start + lengthMs };
}

function month(ms: number): CalendarWindow {
  const date = new Date(ms);
  const [year, index] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { start: Date.UTC(year, index), end: Date.UTC(year, index + 1) };
}
