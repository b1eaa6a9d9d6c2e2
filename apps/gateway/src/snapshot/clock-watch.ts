import { CLOCK_REFUSES_MS, CLOCK_WARNS_MS, type ClockAnswer } from "@zerq/plane-protocol/clock-answer";

/** `wrong`: by more than 5 s, which is told. `unusable`: by more than 30 s, which makes a gateway not ready. */
export type ClockState = "right" | "wrong" | "unusable";

/** What one message proves of this clock minus management's, in ms, and when it came by the monotonic clock. */
type Bounds = { readonly at: number; readonly least: number; readonly most: number };

/** Milliseconds for which a message proves something: three heads' time. A clock may be put right at any moment. */
const PROVES_FOR_MS = 15_000;
const LOOK_MS = 1_000;
/** Reports whose answers are taken; there is one after every swap. */
const REPORTS_REMEMBERED = 64;

/**
 * How far this clock is from management's, as far as signed messages prove it. What was signed in the future proves that
 * this clock is behind. What was signed in the past proves nothing by itself: anybody who can write to Redis can hold a
 * message back. Only an answer that names a report of a moment ago proves that this clock is ahead. So delaying, replaying and
 * dropping messages can hide an offset, but never make one up.
 */
export class ClockWatch {
  #bounds: readonly Bounds[] = [];
  #reports: number[] = [];
  #state: ClockState = "right";
  #timer: NodeJS.Timeout | undefined;
  /** Called when the state is another one. */
  onChange: (state: ClockState, offsetMs: number | null) => void = () => undefined;

  get state(): ClockState {
    return this.#state;
  }

  /** Milliseconds, positive when this clock is ahead; 0 when nothing proves that it is off, null when there is nothing new. */
  offset(): number | null {
    const since = performance.now() - PROVES_FOR_MS;
    const valid = this.#bounds.filter(({ at }) => at >= since);
    if (valid.length === 0) return null;
    const most = Math.min(...valid.map((bounds) => bounds.most));
    if (most < 0) return most;
    return Math.max(0, ...valid.map(({ least }) => least));
  }

  /** @param headTime of a head that wasn't known before, in ms by management's clock */
  seeHead(headTime: number): void {
    this.#add({ least: Number.NEGATIVE_INFINITY, most: Date.now() - headTime });
  }

  /** @param time of a report that is on its way, in ms by this clock */
  willReport(time: number): void {
    this.#reports.push(time);
    if (this.#reports.length > REPORTS_REMEMBERED) this.#reports.shift();
  }

  /** @throws Error for an answer to something that wasn't said lately */
  seeAnswer({ reportTime, time }: Pick<ClockAnswer, "reportTime" | "time">): void {
    if (!this.#reports.includes(reportTime)) throw new Error("an answer to no report of the last seconds");
    this.#add({ least: reportTime - time, most: Date.now() - time });
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const offset = this.offset();
    const state = stateOf(Math.abs(offset ?? 0));
    if (state === this.#state) return;
    this.#state = state;
    this.onChange(state, offset);
  }

  #add(bounds: Omit<Bounds, "at">): void {
    const at = performance.now();
    this.#bounds = [...this.#bounds.filter((earlier) => earlier.at >= at - PROVES_FOR_MS), { ...bounds, at }];
    this.look();
  }
}

function stateOf(offsetMs: number): ClockState {
  if (offsetMs > CLOCK_REFUSES_MS) return "unusable";
  return offsetMs > CLOCK_WARNS_MS ? "wrong" : "right";
}
