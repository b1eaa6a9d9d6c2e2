import { hostname } from "node:os";
import { randomToken } from "@zerq/crypto/random";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import type { Logger } from "@zerq/logging/logger";
import { openBatch, type RequestLogBatch } from "@zerq/plane-protocol/request-log";
import type { Redis } from "@zerq/service/redis";
import type { Connection } from "mongoose";
import { createUsageRecorder, type Use } from "../resources/profiles/version-usage.ts";
import { createLogStream, type StreamEntry } from "./log-stream.ts";
import { toDocument } from "./request-log.model.ts";
import { writeRequestLogs } from "./write-request-logs.ts";

export type IngestStatus = {
  /** Entries that are in the database because of this instance. */
  written: number;
  /** Entries that were there already. */
  duplicates: number;
  /** Batches that were forged or malformed, and entries that the database refused. */
  refusedBatches: number;
  refusedEntries: number;
  /** Entries that gateway workers dropped since they started, because their buffer was full. */
  droppedByGateways: number;
  lastError: string | null;
};

export type RequestLogIngest = {
  status(): IngestStatus;
  start(): void;
  /** Finishes what it has read; what it can't write is left to another instance. */
  stop(): Promise<void>;
};

const RETRY_MS = 250;
/** Workers whose count of dropped entries is remembered; what the oldest have dropped stays in the sum. */
const MAX_WORKERS = 10_000;

/**
 * Brings the gateways' request logs from the Redis stream to MongoDB, at least once: a batch is acknowledged when it is
 * written, and what an instance leaves behind is claimed by another. An entry's own id makes the second time harmless.
 * @param blocking a connection for nothing else, since it waits for the stream most of the time; closed when it stops
 * @param keys derived from SNAPSHOT_KEY and the ones before it with the label "logs"
 */
export function createRequestLogIngest(options: {
  connection: Connection;
  redis: Redis;
  blocking: Redis;
  keys: AcceptedKeys;
  logger: Logger;
}): RequestLogIngest {
  const { connection, keys, logger } = options;
  const stream = createLogStream(options.redis, options.blocking, `${hostname()}-${randomToken(6)}`);
  const usage = createUsageRecorder(connection);
  const dropped = new Map<string, number>();
  const status: IngestStatus = {
    written: 0,
    duplicates: 0,
    refusedBatches: 0,
    refusedEntries: 0,
    droppedByGateways: 0,
    lastError: null,
  };
  let stopped = false;
  let running: Promise<void> | undefined;
  let wake: () => void = () => {};

  function open({ text }: StreamEntry): RequestLogBatch | undefined {
    try {
      return openBatch(keys, text);
    } catch (error) {
      status.refusedBatches += 1;
      // One line for the first: a flood of forged batches must not become a flood of log lines.
      if (status.refusedBatches === 1) logger.warn("a batch of request logs was refused", { error });
      return undefined;
    }
  }

  /** Each worker counts from its own start, so the newest count of each is what it has dropped in all. */
  function countDropped({ instanceId, dropped: count }: RequestLogBatch): void {
    const before = dropped.get(instanceId) ?? 0;
    if (count <= before) return;
    status.droppedByGateways += count - before;
    dropped.delete(instanceId);
    dropped.set(instanceId, count);
    const [oldest] = dropped.keys();
    if (dropped.size > MAX_WORKERS && oldest !== undefined) dropped.delete(oldest);
  }

  async function takeIn(entries: readonly StreamEntry[]): Promise<void> {
    const batches = entries.map(open).filter((batch) => batch !== undefined);
    const documents = batches.flatMap((batch) => batch.entries.map(toDocument));
    if (documents.length > 0) {
      const result = await withPatience(() => writeRequestLogs(connection, documents));
      // Only a stop ends it: what is not written stays unacknowledged, and another instance claims it.
      if (result === undefined) return;
      status.written += result.written;
      status.duplicates += result.duplicates;
      status.refusedEntries += result.refused;
    }
    batches.forEach(countDropped);
    await recordUses(batches);
    await withPatience(() => stream.done(entries));
  }

  /** Nobody waits for it: what can't be written now is written with the next use. */
  async function recordUses(batches: readonly RequestLogBatch[]): Promise<void> {
    try {
      await usage.record(usesIn(batches));
    } catch (error) {
      logger.debug("last uses can't be written", { error });
    }
  }

  /** Tries until it succeeds, since reading on would only pile up what can't be written either. */
  async function withPatience<T>(work: () => Promise<T>): Promise<T | undefined> {
    for (;;) {
      try {
        const result = await work();
        status.lastError = null;
        return result;
      } catch (error) {
        if (stopped) return undefined;
        await trouble(error);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await takeIn(await stream.read());
      } catch (error) {
        await trouble(error);
      }
    }
    await stream.leave().catch(() => undefined);
  }

  /** The same trouble is told once, until it is over. */
  async function trouble(error: unknown): Promise<void> {
    if (stopped) return;
    const text = String(error);
    if (text !== status.lastError)
      logger.warn("request logs can't be taken in; it is tried again", { error });
    status.lastError = text;
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, RETRY_MS);
    });
  }

  return {
    status: () => ({ ...status }),
    start() {
      running ??= run();
    },
    async stop() {
      stopped = true;
      wake();
      // It is probably waiting for the stream.
      options.blocking.disconnect();
      await running;
    },
  };
}

function usesIn(batches: readonly RequestLogBatch[]): Use[] {
  return batches.flatMap(({ entries }) =>
    entries.flatMap(({ versionId, time }) =>
      versionId === undefined || versionId === null ? [] : [{ versionId, time }],
    ),
  );
}
