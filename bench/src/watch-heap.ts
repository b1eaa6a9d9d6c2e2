import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { processUsage } from "./measure-process.ts";

/** What a process holds after its garbage was collected; sizes in bytes. */
export type HeapReport = {
  count: number;
  heapUsed: number;
  external: number;
  rss: number;
  /** Open files and sockets; -1 where the system doesn't say. */
  descriptors: number;
  /** What keeps its event loop alive, by kind (process.getActiveResourcesInfo). */
  resources: Record<string, number>;
};

const PATIENCE_MS = 10_000;

/** The environment of a service whose processes can be asked by `readHeap`. */
export function probedEnvironment(directory: string): Record<string, string> {
  const probe = new URL("heap-probe.ts", import.meta.url).href;
  return { NODE_OPTIONS: `--import=${probe}`, ZERQ_BENCH_PROBE_DIRECTORY: directory };
}

/**
 * Lets a probed process collect its garbage and say what is left.
 * @throws Error when it doesn't answer
 */
export async function readHeap(directory: string, pid: number): Promise<HeapReport> {
  const before = lastReport(directory, pid)?.count;
  // Without a first report there is no handler yet, and the signal would end the process.
  if (before === undefined) throw new Error(`process ${pid} has no probe`);
  process.kill(pid, "SIGUSR2");
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const report = lastReport(directory, pid);
    if (report !== undefined && report.count > before) return report;
    if (performance.now() > deadline) throw new Error(`process ${pid} does not answer its probe`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Process ids of the probed processes that are there. */
export function probedProcesses(directory: string): number[] {
  return readdirSync(directory)
    .filter((file) => /^\d+\.json$/.test(file))
    .map((file) => Number.parseInt(file, 10))
    .filter((pid) => isThere(pid));
}

/** Resident memory of a process and those below it, after those with a probe have collected their garbage. */
export async function settledResidentBytes(directory: string, pid: number): Promise<number> {
  await Promise.all(probedProcesses(directory).map((probed) => readHeap(directory, probed)));
  return processUsage(pid).residentBytes;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function lastReport(directory: string, pid: number): HeapReport | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, `${pid}.json`), "utf8")) as HeapReport;
  } catch {
    return undefined;
  }
}
