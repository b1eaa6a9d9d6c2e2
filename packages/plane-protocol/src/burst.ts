/** Runs the first of a burst at once, and one for all others of it when it is over. */
export class Burst {
  readonly #withinMs: number;
  readonly #run: () => void;
  readonly #onError: (error: unknown) => void;
  #ranAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param withinMs from one run to the next
   * @param onError for what a run throws; after that the next one comes as if it had not been
   */
  constructor(withinMs: number, run: () => void, onError: (error: unknown) => void) {
    this.#withinMs = withinMs;
    this.#run = run;
    this.#onError = onError;
  }

  soon(): void {
    if (this.#timer !== undefined) return;
    const waitMs = this.#ranAt + this.#withinMs - performance.now();
    if (waitMs <= 0) this.#runNow();
    else this.#timer = setTimeout(() => this.#runNow(), waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #runNow(): void {
    this.#timer = undefined;
    this.#ranAt = performance.now();
    try {
      this.#run();
    } catch (error) {
      this.#onError(error);
    }
  }
}
