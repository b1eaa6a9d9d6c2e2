import { Worker } from "node:worker_threads";
import { type FullJob, type MadeFull, makeFull } from "./make-full.ts";

/** Up to so many characters or bytes of config, a thread costs more than it spares. */
const SMALL = 500_000;

/**
 * Makes a full snapshot, and a large one on a thread of its own: parsing and writing ten megabytes takes half a second, and a
 * change must not wait for that.
 * @throws what makeFull throws
 */
export function makeFullApart(job: FullJob): Promise<MadeFull> {
  return sizeOf(job) <= SMALL ? Promise.resolve().then(() => makeFull(job)) : makeFullInThread(job);
}

export function makeFullInThread(job: FullJob): Promise<MadeFull> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`./full-worker${import.meta.url.slice(-3)}`, import.meta.url), {
      workerData: job,
    });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread of a full snapshot ended with ${code}`)));
  });
}

function sizeOf(job: FullJob): number {
  if (job.kind === "fold") return job.earlier.length;
  let size = 0;
  for (const pieces of Object.values(job.entities)) for (const piece of pieces) size += piece.length;
  return size;
}
