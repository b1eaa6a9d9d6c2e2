/** Clocks that a time daemon slews run at most so much faster or slower than each other. */
const DRIFT = 0.0005;
/** For what is lost between reading a clock and using it. */
const MARGIN_MS = 5;

/**
 * The latest time that Redis' clock can show. Redis read its clock after the request was sent, so the clock's lead over ours
 * is at most the time in the reply minus our time of sending; the least such difference counts, widened by the drift since.
 * The time in a reply itself is never used: a reply may arrive late, and a lease would be spent after its end.
 */
export class RedisTime {
  #lead = Number.POSITIVE_INFINITY;

  /** Forgets everything: another Redis has another clock. */
  reset(): void {
    this.#lead = Number.POSITIVE_INFINITY;
  }

  /** @param redisMs what Redis' clock showed at some moment between sending and receiving */
  sample(sentAt: number, redisMs: number, receivedAt: number): void {
    const lead = redisMs - sentAt * (1 + DRIFT);
    // Redis' clock stepped forward, or drifts more than it may: the old bound holds no longer.
    const broken = redisMs > this.latest(receivedAt);
    if (broken || lead < this.#lead) this.#lead = lead;
  }

  /** Upper bound of Redis' time in ms at our time `now`; infinite before the first sample. */
  latest(now: number): number {
    return now * (1 + DRIFT) + this.#lead + MARGIN_MS;
  }

  /** The same for a moment in the past, `age` ms ago: drift counts the other way round. */
  latestAgo(now: number, age: number): number {
    return this.latest(now) - age * (1 - DRIFT);
  }
}
