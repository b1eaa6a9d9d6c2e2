// `npm run bench -- sse`: 1,000 event streams at once through each proxy: CPU for each event, memory for each stream, how long
// the first event takes, and that none is lost.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@zerq/dev-stack/free-port";
import type { Contestant } from "./contestants/contestant.ts";
import { zerqGateway } from "./contestants/gateway.ts";
import { nginxBare } from "./contestants/nginx.ts";
import { bareUndici } from "./contestants/node-proxies.ts";
import { type EventTimes, openEventStreams } from "./event-streams.ts";
import { processUsage } from "./measure-process.ts";
import { pause } from "./pause.ts";
import { percentile } from "./percentile.ts";
import { startUpstream } from "./started-upstream.ts";
import { probedEnvironment, settledResidentBytes } from "./watch-heap.ts";
import { writeResult } from "./write-result.ts";

const STREAMS = Number(process.env.BENCH_STREAMS ?? 1_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const PERIOD_MS = 250;
/** The first streams pay for what all of them share. */
const FIRST = 100;
/** For each stream a connection on both sides, and as many to spare: nginx closes connections when few are left. */
const MOST_CONNECTIONS = (STREAMS + FIRST) * 3;
const contestants: readonly Contestant[] = [nginxBare, bareUndici, zerqGateway];

type Row = EventTimes & {
  name: string;
  cpuMicrosecondsPerEvent: number;
  kilobytesPerStream: number;
  firstP50Ms: number;
  firstP99Ms: number;
};

const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
const present = contestants.filter((contestant) => contestant.missing() === undefined);
try {
  const rows: Row[] = [];
  for (const contestant of present) {
    console.log(`${STREAMS} streams through ${contestant.name} …`);
    const upstream = await startUpstream("upstream-events.ts", PERIOD_MS);
    try {
      rows.push(await measure(contestant, upstream.port));
    } finally {
      await upstream.stop();
    }
  }
  const table = renderTable(rows);
  console.log(`\n${table}\n`);
  const about = { streams: STREAMS, seconds: SECONDS, periodMs: PERIOD_MS };
  console.log(`written to ${writeResult("sse", { ...about, rows }, table)}`);
  process.exitCode = rows.some(({ lost, ended }) => lost + ended > 0) ? 1 : 0;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function measure(contestant: Contestant, upstreamPort: number): Promise<Row> {
  const site = mkdtempSync(join(directory, "site-"));
  const started = await contestant.start({
    directory: site,
    port: await freePort(),
    upstreamPort,
    connections: MOST_CONNECTIONS,
    streams: true,
    environment: probedEnvironment(site),
  });
  try {
    const first = await openEventStreams(started.url, started.headers, FIRST);
    const before = await settledResidentBytes(site, started.pid);
    const streams = await openEventStreams(started.url, started.headers, STREAMS);
    const open = await settledResidentBytes(site, started.pid);
    const cpu = processUsage(started.pid).cpuMicroseconds;
    first.reset();
    streams.reset();
    await pause(SECONDS * 1_000);
    const times = streams.times();
    const { events } = first.times();
    const used = processUsage(started.pid).cpuMicroseconds - cpu;
    streams.close();
    first.close();
    return {
      name: contestant.name,
      ...times,
      cpuMicrosecondsPerEvent: used / (times.events + events),
      kilobytesPerStream: (open - before) / STREAMS / 1_000,
      firstP50Ms: percentile(streams.firstEventMs, 50),
      firstP99Ms: percentile(streams.firstEventMs, 99),
    };
  } finally {
    await started.stop();
  }
}

function renderTable(rows: readonly Row[]): string {
  const lines = rows.map((row) =>
    [
      row.name,
      row.cpuMicrosecondsPerEvent.toFixed(1),
      row.kilobytesPerStream.toFixed(1),
      row.firstP50Ms.toFixed(2),
      row.firstP99Ms.toFixed(2),
      row.p50Ms.toFixed(2),
      row.p99Ms.toFixed(2),
      row.events,
      row.lost + row.ended,
    ].join(" | "),
  );
  const header =
    "| Proxy | CPU µs/event | kB/stream | first event p50 ms | first event p99 ms | event p50 ms | event p99 ms | events | lost |";
  const rule = "|---|---|---|---|---|---|---|---|---|";
  return [header, rule, ...lines.map((line) => `| ${line} |`)].join("\n");
}
