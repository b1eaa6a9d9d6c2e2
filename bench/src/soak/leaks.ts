import { type HeapReport, readHeap } from "../watch-heap.ts";

/** What a process may have more at the end: compiled code and caches still come, a leak of every request or stream is far more. */
const MOST_HEAP_BYTES = 6_000_000;
const MOST_DESCRIPTORS = 6;

export type Watched = { name: string; pid: number };
export type Look = { name: string; pid: number; report: HeapReport }[];

export function lookAt(probes: string, watched: readonly Watched[]): Promise<Look> {
  return Promise.all(
    watched.map(async ({ name, pid }) => ({ name, pid, report: await readHeap(probes, pid) })),
  );
}

/** A sentence for everything that is not back where it was. */
export function leaksBetween(before: Look, after: Look): string[] {
  return after.flatMap(({ name, report }, index) => {
    const first = before[index]?.report;
    if (first === undefined) return [`${name} was not there at the start`];
    const heap = report.heapUsed + report.external - first.heapUsed - first.external;
    const descriptors = report.descriptors - first.descriptors;
    return [
      ...(heap > MOST_HEAP_BYTES ? [`${name} holds ${megabytes(heap)} MB more than at the start`] : []),
      ...(descriptors > MOST_DESCRIPTORS
        ? [`${name} has ${descriptors} more open descriptors: ${JSON.stringify(report.resources)}`]
        : []),
    ];
  });
}

export function lookCells(look: Look): string {
  return look.map(({ report }) => `${megabytes(report.heapUsed)} · ${report.descriptors}`).join(" | ");
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
