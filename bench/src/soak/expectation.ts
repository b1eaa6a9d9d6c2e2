/** Milliseconds from the answer of a change until nothing may follow from what was before. */
export const SETTLE_MS = 1_000;
/** Longer than any caller waits for an answer: what was replaced so long ago can't be asked about any more. */
const REMEMBERED_MS = 60_000;

/** The times at which changes could not reach the gateway, in milliseconds of performance.now(). */
export type Outages = {
  /** When everything is in effect that was answered at `answeredAt`, its call having begun at `calledAt`. */
  settledAt(calledAt: number, answeredAt: number): number;
};

type Change = { calledAt: number; answeredAt: number | undefined };
/** `replacedBy` are the changes after which these statuses are wrong: the first of them that was answered counts. */
type State = { statuses: ReadonlySet<number>; replacedBy: Change[] };

/**
 * Which statuses a caller may have of a route, while both change: from the call of a change until it must be in effect the old
 * and the new ones, afterwards the new ones only. What counts is when a request was sent: its answer may come long after that
 * of a later one, so what was replaced stays known for a while.
 */
export class Expectation {
  readonly #outages: Outages;
  #states: State[];
  #change: Change | undefined;

  constructor(statuses: readonly number[], outages: Outages) {
    this.#outages = outages;
    this.#states = [{ statuses: new Set(statuses), replacedBy: [] }];
  }

  /**
   * A change is being sent.
   * @param meanwhile what else may come until it has settled, such as 0 for an answer that is cut because it was under way
   */
  begin(statuses: readonly number[], now: number, meanwhile: readonly number[] = []): void {
    const change: Change = { calledAt: now, answeredAt: undefined };
    this.#states = this.#states.filter((state) => this.#endOf(state) > now - REMEMBERED_MS);
    this.#states.push({ statuses: new Set(meanwhile), replacedBy: [] });
    for (const { replacedBy } of this.#states) replacedBy.push(change);
    this.#states.push({ statuses: new Set(statuses), replacedBy: [] });
    this.#change = change;
  }

  /** It was answered with success. A change that was not is never settled: it may have been made or not. */
  answered(now: number): void {
    if (this.#change !== undefined) this.#change.answeredAt = now;
  }

  /** Whether a request may be answered so that was sent at `sentAt`. */
  allows(status: number, sentAt: number): boolean {
    return this.#at(sentAt).some(({ statuses }) => statuses.has(status));
  }

  /** What is allowed for a request of that time, for the sentence about a wrong one. */
  describe(sentAt: number): string {
    const sets = this.#at(sentAt).map(({ statuses }) => [...statuses].join("/"));
    return [...new Set(sets)].filter((text) => text !== "").join(" or ");
  }

  #at(sentAt: number): State[] {
    return this.#states.filter((state) => this.#endOf(state) > sentAt);
  }

  /** An outage that begins before a change has settled makes that later, so it is asked again each time. */
  #endOf({ replacedBy }: State): number {
    const ends = replacedBy.map(({ calledAt, answeredAt }) =>
      answeredAt === undefined ? Number.POSITIVE_INFINITY : this.#outages.settledAt(calledAt, answeredAt),
    );
    return Math.min(Number.POSITIVE_INFINITY, ...ends);
  }
}
