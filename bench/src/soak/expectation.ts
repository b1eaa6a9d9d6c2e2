/** Milliseconds from the answer of a change until nothing may follow from what was before. */
export const SETTLE_MS = 1_000;

/** The times at which changes could not reach the gateway, in milliseconds of performance.now(). */
export type Outages = {
  /** When everything is in effect that was answered at `answeredAt`, its call having begun at `calledAt`. */
  settledAt(calledAt: number, answeredAt: number): number;
};

type State = { statuses: ReadonlySet<number>; settledAt: number };

/**
 * Which statuses a caller may have of a route, while both change: from the call of a change until it must be in effect the old
 * and the new ones, afterwards the new ones only.
 */
export class Expectation {
  readonly #outages: Outages;
  #states: State[];
  #change: { calledAt: number; answeredAt: number | undefined } | undefined;

  constructor(statuses: readonly number[], outages: Outages) {
    this.#outages = outages;
    this.#states = [{ statuses: new Set(statuses), settledAt: Number.NEGATIVE_INFINITY }];
  }

  /**
   * A change is being sent.
   * @param meanwhile what else may come until it has settled, such as 0 for an answer that is cut because it was under way
   */
  begin(statuses: readonly number[], now: number, meanwhile: readonly number[] = []): void {
    this.#forget(now);
    this.#states.push({ statuses: new Set(meanwhile), settledAt: Number.POSITIVE_INFINITY });
    this.#states.push({ statuses: new Set(statuses), settledAt: Number.POSITIVE_INFINITY });
    this.#change = { calledAt: now, answeredAt: undefined };
  }

  /** It was answered with success. A change that was not is never settled: it may have been made or not. */
  answered(now: number): void {
    if (this.#change !== undefined) this.#change.answeredAt = now;
  }

  /** Whether a request may be answered so that was sent at `sentAt`. */
  allows(status: number, sentAt: number): boolean {
    this.#forget(sentAt);
    return this.#states.some(({ statuses }) => statuses.has(status));
  }

  /** What is allowed for a request of now, for the sentence about a wrong one. */
  describe(): string {
    const sets = this.#states.map(({ statuses }) => [...statuses].join("/"));
    return [...new Set(sets)].filter((text) => text !== "").join(" or ");
  }

  #forget(now: number): void {
    const newest = this.#states.at(-1);
    if (newest === undefined || this.#change?.answeredAt === undefined) return;
    newest.settledAt = this.#outages.settledAt(this.#change.calledAt, this.#change.answeredAt);
    if (now >= newest.settledAt) this.#states = [newest];
  }
}
