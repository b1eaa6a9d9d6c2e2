import type { Logger } from "@zerq/logging/logger";
import { LIMIT_PARTITIONS, QUOTA_KEPT_MS } from "@zerq/plane-protocol/limit-keys";
import type { Redis } from "@zerq/service/redis";
import { type Connection, trusted } from "mongoose";
import { type QuotaCheckpoint, quotaCheckpointModel } from "./quota-checkpoint.model.ts";
import {
  changedCounts,
  forgetOld,
  incarnationOf,
  putBack,
  type QuotaCount,
  waitingIncarnation,
} from "./quota-counters.ts";

/** Between two checkpoints, and between two looks for a Redis that has lost its data. */
const CHECKPOINT_MS = 10_000;
const LOOK_MS = 250;

export type QuotaKeeper = {
  /** Writes what has changed in Redis since the last time. @returns how many quotas that were */
  checkpoint(): Promise<number>;
  /** Puts checkpoints back where Redis has lost its data. @returns how many quotas that were; undefined when it has lost none */
  putBackLost(): Promise<number | undefined>;
  /** How many checkpoints it has written, and whether the last attempt to write or to put back has failed. */
  status(): { written: number; isFailing: boolean };
  start(): void;
  /** Ends with a checkpoint. */
  stop(): Promise<void>;
};

/**
 * Keeps the counts of quotas in MongoDB, and puts them back when Redis has lost them: gateways grant no quota before that. Several
 * instances may do it at once, since of two numbers always the higher one stays.
 */
export function createQuotaKeeper(options: {
  connection: Connection;
  redis: Redis;
  logger: Logger;
}): QuotaKeeper {
  const { connection, redis, logger } = options;
  const checkpoints = quotaCheckpointModel(connection);
  const newest = new Map<number, { incarnation: string; time: number }>();
  const troubles = new Map<string, string>();
  const timers: NodeJS.Timeout[] = [];
  let total = 0;
  const running = new Map<string, Promise<void>>();

  async function checkpoint(): Promise<number> {
    let written = 0;
    for (const partition of LIMIT_PARTITIONS) {
      // Another Redis may have another clock.
      const incarnation = await incarnationOf(redis, partition);
      const last = newest.get(partition);
      const since = last?.incarnation === incarnation ? last.time : 0;
      await forgetOld(redis, partition);
      const changed = await changedCounts(redis, partition, since);
      const counts = changed.counts.filter(({ charges }) => Object.keys(charges).length > 0);
      if (counts.length > 0)
        await checkpoints.bulkWrite(counts.map((count) => raise(partition, count)) as never[]);
      newest.set(partition, { incarnation, time: changed.newest });
      written += counts.length;
    }
    total += written;
    return written;
  }

  async function putBackLost(): Promise<number | undefined> {
    let all: number | undefined;
    for (const partition of LIMIT_PARTITIONS) {
      const incarnation = await waitingIncarnation(redis, partition);
      if (incarnation === undefined) continue;
      const counts = await checkpoints
        .find({ partition, ends: trusted({ $gt: Date.now() }) })
        .lean<QuotaCheckpoint[]>();
      if (!(await putBack(redis, partition, incarnation, counts))) continue;
      logger.info("the counts of quotas were put back", { partition, quotas: counts.length });
      all = (all ?? 0) + counts.length;
    }
    return all;
  }

  /** One at a time; trouble shows once, and so does its end. */
  function guarded(what: string, work: () => Promise<unknown>): Promise<void> {
    const run =
      running.get(what) ??
      work()
        .then(() => {
          if (troubles.delete(what)) logger.info(`${what} works again`);
        })
        .catch((error: unknown) => {
          if (!troubles.has(what)) logger.warn(`${what} fails; it is tried again`, { error });
          troubles.set(what, String(error));
        })
        .finally(() => running.delete(what));
    running.set(what, run);
    return run;
  }

  const keep = () => guarded("the checkpoint of quotas", checkpoint);
  const look = () => guarded("putting back quotas", putBackLost);

  return {
    checkpoint,
    putBackLost,
    status: () => ({ written: total, isFailing: troubles.size > 0 }),
    start() {
      void look();
      timers.push(
        setInterval(() => void keep(), CHECKPOINT_MS),
        setInterval(() => void look(), LOOK_MS),
      );
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running.values());
      await keep();
    },
  };
}

/** Counts never fall: a Redis that was emptied, or set back, knows less. */
function raise(partition: number, { name, ends, charges }: QuotaCount) {
  const highest = Object.entries(charges).map(([worker, charge]) => [`charges.${worker}`, charge]);
  return {
    updateOne: {
      filter: { _id: `${partition}:${name}:${ends}` },
      update: {
        $max: Object.fromEntries(highest),
        $setOnInsert: { partition, name, ends, expiresAt: new Date(ends + QUOTA_KEPT_MS) },
      },
      upsert: true,
    },
  };
}
