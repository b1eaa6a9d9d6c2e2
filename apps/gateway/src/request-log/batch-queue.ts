import { BATCH_ENTRIES, BatchWriter, type RequestLogEntry } from "@zerq/plane-protocol/request-log";

const BATCH_BYTES = 384 * 1024;
/** Emptied writers that are kept for the next batches. */
const MOST_SPARE = 4;

/** Batches of log entries: one that is being filled, and those that wait to be sent, oldest first. */
export class BatchQueue {
  readonly #capacity: number;
  readonly #waiting: BatchWriter[] = [];
  readonly #spare: BatchWriter[] = [];
  #current = new BatchWriter(BATCH_BYTES);

  /** @param capacity most batches that wait; each has up to 500 entries, and 384 kB */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @returns false when there is no room: then the entry is lost */
  add(entry: RequestLogEntry): boolean {
    return this.#current.add(entry) || (this.close() && this.#current.add(entry));
  }

  get isFull(): boolean {
    return this.#current.count === BATCH_ENTRIES;
  }

  /** The batch to be sent next. */
  get first(): BatchWriter | undefined {
    return this.#waiting[0];
  }

  /** The first batch has been sent. */
  dropFirst(): void {
    const sent = this.#waiting.shift();
    if (sent !== undefined && this.#spare.length < MOST_SPARE) this.#spare.push(sent);
  }

  /** Puts the batch that is being filled behind those that wait. @returns false when too many wait already */
  close(): boolean {
    if (this.#waiting.length >= this.#capacity) return false;
    if (this.#current.count === 0) return true;
    this.#waiting.push(this.#current);
    this.#current = this.#spare.pop() ?? new BatchWriter(BATCH_BYTES);
    this.#current.clear();
    return true;
  }
}
