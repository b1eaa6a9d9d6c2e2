import type { Contestant } from "./contestants/contestant.ts";
import type { Measurement } from "./measure-contestant.ts";

/** The median round of one contestant, and how its CPU compares with bare nginx (undefined when that was left out). */
export type Row = {
  name: string;
  does: string;
  version: string;
  cpuMicrosecondsPerRequest: number;
  /** CPU of each round, so that a reader sees how far they lie apart. */
  rounds: number[];
  ratioToNginx: number | undefined;
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  residentMegabytes: number;
  errors: number;
};

const BASELINE = "nginx bare";

export function toRows(measured: ReadonlyMap<Contestant, readonly Measurement[]>): Row[] {
  const rows = [...measured].map(([{ name, does }, rounds]) => medianRow(name, does, rounds));
  const baseline = rows.find((row) => row.name === BASELINE)?.cpuMicrosecondsPerRequest;
  for (const row of rows) {
    if (baseline !== undefined) row.ratioToNginx = row.cpuMicrosecondsPerRequest / baseline;
  }
  return rows;
}

function medianRow(name: string, does: string, rounds: readonly Measurement[]): Row {
  const sorted = rounds.toSorted((a, b) => a.cpuMicrosecondsPerRequest - b.cpuMicrosecondsPerRequest);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) throw new Error(`${name} was not measured`);
  return {
    name,
    does,
    version: median.version,
    cpuMicrosecondsPerRequest: median.cpuMicrosecondsPerRequest,
    rounds: rounds.map((round) => round.cpuMicrosecondsPerRequest),
    ratioToNginx: undefined,
    requestsPerSecond: median.requests / median.seconds,
    p50Ms: median.p50Ms,
    p99Ms: median.p99Ms,
    residentMegabytes: median.residentBytes / 1024 ** 2,
    errors: rounds.reduce((sum, round) => sum + round.errors, 0),
  };
}

/** A Markdown table. */
export function renderTable(rows: readonly Row[]): string {
  const header =
    "| Proxy | Does | CPU µs/request | × nginx bare | requests/s | p50 ms | p99 ms | memory MB | errors |";
  const lines = rows.map((row) =>
    [
      row.name,
      row.does,
      row.cpuMicrosecondsPerRequest.toFixed(1),
      row.ratioToNginx?.toFixed(2) ?? "",
      row.requestsPerSecond.toFixed(0),
      row.p50Ms.toFixed(2),
      row.p99Ms.toFixed(2),
      row.residentMegabytes.toFixed(0),
      String(row.errors),
    ].join(" | "),
  );
  return [header, "|---|---|---|---|---|---|---|---|---|", ...lines.map((line) => `| ${line} |`)].join("\n");
}
