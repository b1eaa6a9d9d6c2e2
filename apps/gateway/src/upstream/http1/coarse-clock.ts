/** Milliseconds between two looks at what is overdue. */
const TICK_MS = 100;

/**
 * Time that moves in ticks. Deadlines are set and moved for every piece of every answer: with it that is an addition, and all
 * connections share one timer.
 */
export class CoarseClock {
  #now = performance.now();
  readonly #timer: NodeJS.Timeout;

  /** @param onTick called once a tick with the time */
  constructor(onTick: (now: number) => void) {
    this.#timer = setInterval(() => {
      this.#now = performance.now();
      onTick(this.#now);
    }, TICK_MS).unref();
  }

  /** The time so many milliseconds from now, never too early; at most two ticks late by the time somebody looks. */
  after(ms: number): number {
    return this.#now + ms + TICK_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
