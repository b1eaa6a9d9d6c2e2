import type { Logger } from "@zerq/logging/logger";
import type { Secret } from "@zerq/logging/secret";
import { Queue, Worker } from "bullmq";

/** Work that is done on a schedule, by one of the instances. */
export type ScheduledJob = {
  name: string;
  everyMs: number;
  /** What was done, for the log; undefined when that was nothing. May run again when it failed, or its instance died in it. */
  run(): Promise<Record<string, unknown> | undefined>;
};

export type JobRunner = {
  start(): Promise<void>;
  /** Waits for the job under way, but not for a Redis that is away. */
  stop(): Promise<void>;
};

const QUEUE = "management";
/** One hash tag for all keys of the queue, as a cluster needs it. */
const PREFIX = "{zerq:jobs}";
const ATTEMPTS = 5;
const BACK_OFF_MS = 5_000;
/** How often the schedules are looked for: an emptied Redis has lost them. */
const LOOK_EVERY_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
/** A job whose instance died is another's after about the sum of the two; its lock is renewed at half its time. */
const takeOver = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 10 };

/**
 * Runs jobs from a queue that all instances share, so that each run happens once; durable in Redis, with retries.
 * @param url of the Redis for queues: REDIS_QUEUE_URL, else REDIS_URL
 */
export function createJobRunner(options: {
  url: Secret<string>;
  jobs: readonly ScheduledJob[];
  logger: Logger;
  lookEveryMs?: number;
}): JobRunner {
  const { jobs, logger, lookEveryMs = LOOK_EVERY_MS } = options;
  const byName = new Map(jobs.map((job) => [job.name, job]));
  let open: { queue: Queue; worker: Worker } | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function ensureSchedules(queue: Queue): Promise<void> {
    const scheduled = await queue.getJobSchedulers();
    const asWanted = new Set(
      scheduled.filter(({ key, every }) => byName.get(key)?.everyMs === Number(every)).map(({ key }) => key),
    );
    for (const { key } of scheduled) if (!byName.has(key)) await queue.removeJobScheduler(key);
    for (const { name, everyMs } of jobs) {
      if (asWanted.has(name)) continue;
      const opts = { attempts: ATTEMPTS, backoff: { type: "exponential", delay: BACK_OFF_MS } };
      await queue.upsertJobScheduler(name, { every: everyMs }, { name, opts });
    }
  }

  async function process(name: string): Promise<void> {
    const job = byName.get(name);
    // Left by a version of the software that had such a job.
    if (job === undefined) return;
    const done = await job.run();
    if (done !== undefined) logger.info("a job is done", { job: name, ...done });
  }

  return {
    async start() {
      // BullMQ waits for its Redis to come back rather than to lose a job, which is what null asks for.
      const connection = { url: options.url.reveal(), maxRetriesPerRequest: null };
      const kept = { removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } };
      // Nobody listens to what happens in the queue.
      const streams = { events: { maxLen: 100 } };
      const queue = new Queue(QUEUE, { connection, prefix: PREFIX, streams });
      const worker = new Worker(QUEUE, ({ name }) => process(name), {
        connection,
        prefix: PREFIX,
        autorun: false,
        ...takeOver,
        ...kept,
      });
      open = { queue, worker };
      const onError = warnOnce(logger);
      queue.on("error", onError);
      worker.on("error", onError);
      worker.on("failed", (job, error) => logger.warn("a job failed", { job: job?.name, error }));
      await ensureSchedules(queue);
      void worker.run();
      timer = setInterval(() => void ensureSchedules(queue).catch(onError), lookEveryMs);
    },
    async stop() {
      clearInterval(timer);
      if (open === undefined) return;
      const { queue, worker } = open;
      const closing = Promise.allSettled([worker.close(), queue.close()]);
      if (await isDoneWithin(STOP_WITHIN_MS, closing)) return;
      await Promise.allSettled([worker.disconnect(), queue.disconnect()]);
    },
  };
}

/** BullMQ reports an outage with every attempt to reconnect: one line in a minute says it. */
function warnOnce(logger: Logger): (error: unknown) => void {
  let quietUntil = 0;
  return (error) => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + 60_000;
    logger.warn("the job queue has trouble", { error });
  };
}

async function isDoneWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
}
