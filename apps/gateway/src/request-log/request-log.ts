import type { KeyObject } from "node:crypto";
import { REQUEST_LOG_STREAM_LENGTH, requestLogStream } from "@zerq/plane-protocol/channels";
import type { RequestLogEntry } from "@zerq/plane-protocol/request-log";
import type { Redis } from "@zerq/service/redis";
import { BatchQueue } from "./batch-queue.ts";

export type RequestLogOptions = {
  readonly redis: Redis;
  /** Derived from SNAPSHOT_KEY with the label "logs"; read anew for each batch. */
  readonly key: KeyObject;
  readonly workerId: string;
  readonly onError: (error: Error) => void;
  /** Milliseconds between two batches, unless one is full before. */
  readonly intervalMs: number;
  /** Most batches of 500 entries that wait while Redis is away. */
  readonly capacity?: number;
};

const CAPACITY = 100;

/**
 * Collects entries and appends them to the Redis stream in batches. A request never waits for it: when Redis is away batches
 * wait, and what comes beyond their number is dropped and counted. A batch may arrive twice; entries have ids of their own.
 */
export class RequestLog {
  readonly #options: RequestLogOptions;
  readonly #queue: BatchQueue;
  #dropped = 0;
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  constructor(options: RequestLogOptions) {
    this.#options = options;
    this.#queue = new BatchQueue(options.capacity ?? CAPACITY);
  }

  add(entry: RequestLogEntry): void {
    const queue = this.#queue;
    if (!queue.add(entry)) this.#dropped += 1;
    // While Redis fails, only the timer tries again.
    else if (queue.isFull && !this.#isFailing && queue.close()) void this.#send();
  }

  /** Entries that were dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  start(): void {
    this.#timer = setInterval(() => {
      // While others wait, a batch is filled first: many small ones would use up the room.
      if (this.#queue.first === undefined) this.#queue.close();
      void this.#send();
    }, this.#options.intervalMs);
  }

  /** Sends what is left, if Redis takes it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#send();
    this.#queue.close();
    await this.#send();
  }

  /** One at a time; what goes wrong is told once, until something goes right again. */
  #send(): Promise<void> {
    this.#sending ??= this.#sendWaiting()
      .catch((error: Error) => {
        if (!this.#isFailing) this.#options.onError(error);
        this.#isFailing = true;
      })
      .finally(() => {
        this.#sending = undefined;
      });
    return this.#sending;
  }

  async #sendWaiting(): Promise<void> {
    const { redis, key, workerId } = this.#options;
    for (let batch = this.#queue.first; batch !== undefined; batch = this.#queue.first) {
      const sealed = batch.seal(key, { instanceId: workerId, dropped: this.#dropped });
      await redis.xadd(requestLogStream, "MAXLEN", "~", REQUEST_LOG_STREAM_LENGTH, "*", "b", sealed);
      this.#queue.dropFirst();
      this.#isFailing = false;
    }
  }
}
