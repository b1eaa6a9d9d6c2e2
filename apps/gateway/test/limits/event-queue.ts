type Event = { at: number; order: number; run: () => void };

/** Microtasks that one event may set off, one after the other: enough for the longest chain of promises in the limiter. */
const HOPS = 32;

/** Simulated time in ms: events in the order of their times, with all promises settled between two of them. */
export class EventQueue {
  now = 0;
  readonly #heap: Event[] = [];
  #order = 0;

  /** @param first before others at the same time */
  at(time: number, run: () => void, first = false): void {
    const order = this.#order++;
    this.#push({ at: Math.max(time, this.now), order: first ? order - Number.MAX_SAFE_INTEGER : order, run });
  }

  after(ms: number, run: () => void): void {
    this.at(this.now + ms, run);
  }

  async runUntil(end: number): Promise<void> {
    for (;;) {
      const event = this.#heap[0];
      if (event === undefined || event.at > end) break;
      this.#pop();
      this.now = event.at;
      event.run();
      for (let hop = 0; hop < HOPS; hop++) await undefined;
    }
    this.now = end;
  }

  #before(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (a === undefined || b === undefined) return;
    this.#heap[i] = b;
    this.#heap[j] = a;
  }

  #push(event: Event): void {
    let i = this.#heap.push(event) - 1;
    for (let up = (i - 1) >> 1; i > 0 && this.#before(i, up); i = up, up = (i - 1) >> 1) this.#swap(i, up);
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (this.#before(left, least)) least = left;
      if (this.#before(right, least)) least = right;
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }
}
