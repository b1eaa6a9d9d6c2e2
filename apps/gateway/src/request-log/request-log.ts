import type { KeyObject } from "node:crypto";
import { REQUEST_LOG_STREAM_LENGTH, requestLogStream } from "@zerq/plane-protocol/channels";
import { type RequestLogEntry, sealBatch } from "@zerq/plane-protocol/request-log";
import type { Redis } from "../redis.ts";

export type RequestLog = {
  add(entry: RequestLogEntry): void;
  /** Entries that were dropped since the start, because the buffer was full. */
  dropped(): number;
  start(): void;
  /** Sends what is left, if Redis takes it. */
  stop(): Promise<void>;
};

export type RequestLogOptions = {
  readonly redis: Redis;
  /** Derived from SNAPSHOT_KEY with the label "logs". */
  readonly key: KeyObject;
  readonly workerId: string;
  readonly onError: (error: Error) => void;
  /** Milliseconds between two batches, unless one is full before. */
  readonly intervalMs: number;
  /** Most entries that wait; about 1 kB each. */
  readonly capacity?: number;
};

const BATCH_ENTRIES = 500;
const CAPACITY = 50_000;

/**
 * Collects entries and appends them to the Redis stream in batches. A request never waits for it: when Redis is away the
 * buffer fills, and what comes beyond it is dropped and counted. A batch may arrive twice; entries have ids of their own.
 */
export function createRequestLog(options: RequestLogOptions): RequestLog {
  const { redis, key, workerId, capacity = CAPACITY } = options;
  let waiting: RequestLogEntry[] = [];
  let dropped = 0;
  let sending: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isFailing = false;

  async function send(batch: readonly RequestLogEntry[]): Promise<void> {
    const sealed = sealBatch(key, { instanceId: workerId, dropped, entries: [...batch] });
    await redis.xadd(requestLogStream, "MAXLEN", "~", REQUEST_LOG_STREAM_LENGTH, "*", "b", sealed);
  }

  async function sendWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_ENTRIES);
      await send(batch);
      waiting = waiting.slice(batch.length);
      isFailing = false;
    }
  }

  function flush(): Promise<void> {
    sending ??= sendWaiting()
      .catch((error: Error) => {
        if (!isFailing) options.onError(error);
        isFailing = true;
      })
      .finally(() => {
        sending = undefined;
      });
    return sending;
  }

  return {
    add(entry) {
      if (waiting.length >= capacity) {
        dropped += 1;
        return;
      }
      waiting.push(entry);
      // While Redis fails, only the timer tries again.
      if (waiting.length >= BATCH_ENTRIES && !isFailing) void flush();
    },
    dropped: () => dropped,
    start() {
      timer = setInterval(() => void flush(), options.intervalMs);
    },
    async stop() {
      clearInterval(timer);
      await flush();
      if (waiting.length > 0) await flush();
    },
  };
}
