import type { CaptureBudget } from "./capture-budget.ts";

const SMALLEST = 1_024;
const nothing = Buffer.alloc(0);

/**
 * Keeps the beginning of a body while it goes by. Nothing waits for it, and nothing of the body is held back. The bytes are
 * copied into one buffer that grows: chunks belong to larger buffers, and thousands of tiny ones would cost more than they hold.
 */
export class BodyCapture {
  readonly #maxBytes: number;
  readonly #budget: CaptureBudget;
  #buffer = nothing;
  #kept = 0;
  #bytes = 0;
  #isSkipped = false;
  #isOver = false;

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

  /** Whether there was no room in memory for it, or for more of it. */
  get isSkipped(): boolean {
    return this.#isSkipped;
  }

  take(chunk: Uint8Array): void {
    // What comes behind the end, such as the rest of a refused body, is nobody's any more.
    if (this.#isOver) return;
    this.#bytes += chunk.length;
    const size = Math.min(chunk.length, this.#maxBytes - this.#kept);
    if (size <= 0 || this.#isSkipped || !this.#hasRoomFor(this.#kept + size)) return;
    this.#buffer.set(size === chunk.length ? chunk : chunk.subarray(0, size), this.#kept);
    this.#kept += size;
  }

  /** What was kept; its room is given back, and nothing more is taken. */
  finish(): Buffer {
    if (!this.#isOver) this.#budget.giveBack(this.#buffer.length);
    this.#isOver = true;
    return this.#buffer.subarray(0, this.#kept);
  }

  /** Grows the buffer, within the budget of the worker. */
  #hasRoomFor(bytes: number): boolean {
    const { length } = this.#buffer;
    if (bytes <= length) return true;
    const wanted = Math.min(this.#maxBytes, Math.max(bytes, 2 * length, SMALLEST));
    if (!this.#budget.take(wanted - length)) {
      this.#isSkipped = true;
      this.#budget.countSkipped();
      return false;
    }
    const larger = Buffer.allocUnsafeSlow(wanted);
    larger.set(this.#buffer.subarray(0, this.#kept));
    this.#buffer = larger;
    return true;
  }
}
