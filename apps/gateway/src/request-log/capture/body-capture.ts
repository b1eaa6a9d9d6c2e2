import type { CaptureBudget } from "./capture-budget.ts";

/** Keeps the beginning of a body while it goes by. Nothing waits for it, and nothing of the body is held back. */
export class BodyCapture {
  readonly #maxBytes: number;
  readonly #budget: CaptureBudget;
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  #bytes = 0;
  #isSkipped = false;

  constructor(maxBytes: number, budget: CaptureBudget) {
    this.#maxBytes = maxBytes;
    this.#budget = budget;
  }

  /** Of the whole body so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get isTruncated(): boolean {
    return this.#bytes > this.#kept;
  }

  /** Whether there was no room in memory for it. */
  get isSkipped(): boolean {
    return this.#isSkipped;
  }

  take(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    const size = Math.min(chunk.length, this.#maxBytes - this.#kept);
    if (size <= 0 || this.#isSkipped) return;
    if (!this.#budget.take(size)) {
      this.#isSkipped = true;
      this.#budget.countSkipped();
      return;
    }
    this.#kept += size;
    // A copy: the chunk belongs to a larger buffer that must not be held, or is used again.
    this.#chunks.push(Buffer.from(chunk.subarray(0, size)));
  }

  /** What was kept; its room is given back. */
  finish(): Buffer {
    this.#budget.giveBack(this.#kept);
    return Buffer.concat(this.#chunks.splice(0));
  }
}
