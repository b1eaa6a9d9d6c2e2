import { setTimeout as wait } from "node:timers/promises";

export type Deliveries = {
  /** Takes a job that runs later, off every request's path. @returns false when too many wait already */
  add(job: () => Promise<void>): boolean;
  /** Takes no more, and waits for what is under way and what waits, for `patienceMs` at most. */
  close(patienceMs: number): Promise<void>;
};

export type DeliveriesOptions = {
  /** Told when a job failed for good. */
  onFailed(error: unknown): void;
  /** Milliseconds before each further try of a job. */
  retryAfterMs?: readonly number[];
  /** Most milliseconds between taking a job and its first try. */
  spreadMs?: number;
};

const MOST_WAITING = 1_000;

/**
 * Jobs that begin at a random moment: whoever measures how long the answers to the next requests take can't tell whether
 * the last one had a mail sent. Waiting jobs are few, short-lived and in memory: who lost one asks for another link.
 */
export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const { onFailed, retryAfterMs = [1_000, 5_000, 20_000], spreadMs = 300 } = options;
  const jobs = new Set<Promise<void>>();
  const hurry = new AbortController();
  let closed = false;

  /** A pause that ends early when the service stops. */
  const pause = (ms: number) => wait(ms, undefined, { signal: hurry.signal }).catch(() => undefined);

  async function run(job: () => Promise<void>): Promise<void> {
    await pause(Math.random() * spreadMs);
    for (const retryAfter of [...retryAfterMs, undefined]) {
      try {
        return await job();
      } catch (error) {
        if (retryAfter === undefined || hurry.signal.aborted) return onFailed(error);
        await pause(retryAfter);
      }
    }
  }

  return {
    add(job) {
      if (closed || jobs.size >= MOST_WAITING) return false;
      const running = run(job).finally(() => jobs.delete(running));
      jobs.add(running);
      return true;
    },
    async close(patienceMs) {
      closed = true;
      hurry.abort();
      const patience = new AbortController();
      const enough = wait(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.all(jobs), enough]);
      patience.abort();
    },
  };
}
