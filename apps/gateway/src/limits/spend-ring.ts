const SLOTS = 64;
const SLOTS_PER_WINDOW = 60;

/** So many requests, admitted not later than `endsAt` by the worker's clock. */
export type Spent = { endsAt: number; count: number };

/**
 * What this worker has admitted of one key in the last window, by its own clock, in slots of a 60th of the window. Part of
 * it may be owed: admitted, but not charged in Redis (any more).
 */
export class SpendRing {
  readonly #slotMs: number;
  readonly #spent = new Uint32Array(SLOTS);
  readonly #owed = new Uint32Array(SLOTS);
  #head = 0;
  /** The head's place in the arrays, and when it ends: dividing for every request would cost as much as all the rest. */
  #place = 0;
  #headEndsAt = 0;
  #owes = false;

  constructor(windowMs: number) {
    this.#slotMs = windowMs / SLOTS_PER_WINDOW;
  }

  add(now: number): void {
    if (now >= this.#headEndsAt) this.#advance(now);
    this.#spent[this.#place] = (this.#spent[this.#place] ?? 0) + 1;
  }

  /** Marks one that `add` has counted as owed. */
  owe(now: number): void {
    this.#advance(now);
    this.#owed[this.#place] = (this.#owed[this.#place] ?? 0) + 1;
    this.#owes = true;
  }

  /** Takes one back that was added at `at`. @returns whether it was still owed, and is no more */
  remove(at: number): boolean {
    const slot = Math.floor(at / this.#slotMs);
    if (slot <= this.#head - SLOTS || slot > this.#head) return false;
    const spent = this.#spent[slot % SLOTS] ?? 0;
    const owed = this.#owed[slot % SLOTS] ?? 0;
    if (spent > 0) this.#spent[slot % SLOTS] = spent - 1;
    if (owed === 0) return false;
    this.#owed[slot % SLOTS] = owed - 1;
    return true;
  }

  /** How many were admitted in the last `spanMs`, rounded up to whole slots. */
  sum(now: number, spanMs: number): number {
    const last = this.#advance(now);
    const first = this.#firstAfter(last, now - spanMs);
    let sum = 0;
    for (let slot = first; slot <= last; slot++) sum += this.#spent[slot % SLOTS] ?? 0;
    return sum;
  }

  /** Time at which the oldest slot of the last `spanMs` that has something in it leaves it; `now` when there is none. */
  firstLeaves(now: number, spanMs: number): number {
    const last = this.#advance(now);
    for (let slot = this.#firstAfter(last, now - spanMs); slot <= last; slot++)
      if ((this.#spent[slot % SLOTS] ?? 0) > 0) return (slot + 1) * this.#slotMs + spanMs;
    return now;
  }

  /** Everything admitted after `since` is owed: Redis has lost it. */
  oweSince(now: number, since: number): void {
    const last = this.#advance(now);
    for (let slot = this.#firstAfter(last, since); slot <= last; slot++) {
      this.#owed[slot % SLOTS] = this.#spent[slot % SLOTS] ?? 0;
      if ((this.#owed[slot % SLOTS] ?? 0) > 0) this.#owes = true;
    }
  }

  owes(): boolean {
    return this.#owes;
  }

  /** What is owed, which is then no longer; `restoreOwed` when it didn't reach Redis for certain. */
  takeOwed(now: number): Spent[] {
    if (!this.#owes) return [];
    this.#owes = false;
    const owed: Spent[] = [];
    const last = this.#advance(now);
    for (let slot = last - SLOTS + 1; slot <= last; slot++) {
      const count = this.#owed[((slot % SLOTS) + SLOTS) % SLOTS] ?? 0;
      if (count > 0) owed.push({ endsAt: (slot + 1) * this.#slotMs, count });
    }
    this.#owed.fill(0);
    return owed;
  }

  /** Charging twice is safe, not charging isn't. */
  restoreOwed(now: number, owed: readonly Spent[]): void {
    const last = this.#advance(now);
    for (const { endsAt, count } of owed) {
      const slot = Math.round(endsAt / this.#slotMs) - 1;
      if (slot <= last - SLOTS) continue;
      this.#owed[slot % SLOTS] = (this.#owed[slot % SLOTS] ?? 0) + count;
      this.#owes = true;
    }
  }

  #firstAfter(last: number, time: number): number {
    return Math.max(Math.floor(time / this.#slotMs), last - SLOTS + 1, 0);
  }

  /** Empties the slots that `now` has left behind. @returns the slot of `now` */
  #advance(now: number): number {
    const slot = Math.floor(now / this.#slotMs);
    if (slot <= this.#head && this.#headEndsAt > 0) return this.#head;
    for (let past = Math.max(this.#head + 1, slot - SLOTS + 1); past <= slot; past++) {
      this.#spent[past % SLOTS] = 0;
      this.#owed[past % SLOTS] = 0;
    }
    this.#head = slot;
    this.#place = slot % SLOTS;
    this.#headEndsAt = (slot + 1) * this.#slotMs;
    return slot;
  }
}
