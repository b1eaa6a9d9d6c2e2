/** The largest number of times in any closed interval of length `windowMs`. */
export function largestWindow(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let largest = 0;
  let first = 0;
  for (let last = 0; last < sorted.length; last++) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) > windowMs) first++;
    largest = Math.max(largest, last - first + 1);
  }
  return largest;
}

/** What a limiter would admit that knows everything at once: a log of all admissions, a decision for each arrival. */
export class ExactLog {
  readonly #max: number;
  readonly #windowMs: number;
  readonly #log: number[] = [];
  #first = 0;

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  admit(at: number): boolean {
    while (this.#first < this.#log.length && at - (this.#log[this.#first] ?? 0) > this.#windowMs)
      this.#first++;
    if (this.#log.length - this.#first >= this.#max) return false;
    this.#log.push(at);
    return true;
  }

  get admitted(): number {
    return this.#log.length;
  }
}
