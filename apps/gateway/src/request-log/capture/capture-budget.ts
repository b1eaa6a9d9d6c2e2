/**
 * The bytes that all captures of a worker may hold at once. What doesn't fit is not captured and is counted; a request never
 * waits for it.
 */
export class CaptureBudget {
  readonly #most: number;
  #held = 0;
  #skipped = 0;

  /** @param most in bytes */
  constructor(most: number) {
    this.#most = most;
  }

  /** Bodies that were cut short or left out, because there was no room. */
  get skipped(): number {
    return this.#skipped;
  }

  get held(): number {
    return this.#held;
  }

  /** @returns false when there is no room for them */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#most) return false;
    this.#held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }

  countSkipped(): void {
    this.#skipped += 1;
  }
}
