// The thread of full-thread.ts: makes one full snapshot.
import { parentPort, workerData } from "node:worker_threads";
import { type FullJob, makeFull } from "./make-full.ts";

const made = makeFull(workerData as FullJob);
// Handed over instead of copied, where it doesn't share its memory with others.
const own = [made.signed, made.payload]
  .filter(({ buffer, byteLength }) => buffer.byteLength === byteLength)
  .map(({ buffer }) => buffer as ArrayBuffer);
parentPort?.postMessage(made, own);
