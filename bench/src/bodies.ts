// `npm run bench -- bodies`: what answers and requests of 10 kB and 1 MB cost, side by side in one run.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@zerq/dev-stack/free-port";
import type { Contestant } from "./contestants/contestant.ts";
import { zerqGateway } from "./contestants/gateway.ts";
import { nginxBare } from "./contestants/nginx.ts";
import { bareUndici } from "./contestants/node-proxies.ts";
import { loadGenerator } from "./load.ts";
import { measureContestant } from "./measure-contestant.ts";
import { median } from "./percentile.ts";
import { startUpstream } from "./started-upstream.ts";
import { writeResult } from "./write-result.ts";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const SMALL = 10_000;
const LARGE = 1_000_000;
const contestants: readonly Contestant[] = [nginxBare, bareUndici, zerqGateway];

/** `connections`: fewer for the large ones, which are about bytes and would only wait for each other. */
const loads = [
  { what: "10 kB answer", answerBytes: SMALL, bodyBytes: undefined, connections: 32 },
  { what: "1 MB answer", answerBytes: LARGE, bodyBytes: undefined, connections: 8 },
  { what: "10 kB request", answerBytes: 2, bodyBytes: SMALL, connections: 32 },
  { what: "1 MB request", answerBytes: 2, bodyBytes: LARGE, connections: 8 },
];
type Row = {
  what: string;
  name: string;
  cpuMicrosecondsPerRequest: number;
  ratioToNginx: number | undefined;
  megabytesPerSecond: number;
  requestsPerSecond: number;
  p99Ms: number;
  residentMegabytes: number;
  errors: number;
};

const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
const missing = contestants.flatMap((contestant) => {
  const reason = contestant.missing();
  return reason === undefined ? [] : [`${contestant.name}: left out, ${reason}`];
});
const present = contestants.filter((contestant) => contestant.missing() === undefined);
try {
  const rows: Row[] = [];
  for (const load of loads) {
    const upstream = await startUpstream("upstream-payload.ts", load.answerBytes);
    try {
      rows.push(...(await measureLoad(load, upstream.port)));
    } finally {
      await upstream.stop();
    }
  }
  const table = renderTable(rows);
  console.log(`\n${table}\n${missing.map((line) => `${line}\n`).join("")}`);
  const about = { loadGenerator: loadGenerator(), rounds: ROUNDS, seconds: SECONDS, missing };
  console.log(`written to ${writeResult("bodies", { ...about, rows }, table)}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function measureLoad(load: (typeof loads)[number], upstreamPort: number): Promise<Row[]> {
  const measured = new Map<Contestant, Awaited<ReturnType<typeof measureContestant>>[]>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const contestant of present) {
      console.log(`${load.what}, round ${round} of ${ROUNDS}: ${contestant.name} …`);
      const site = { directory: mkdtempSync(join(directory, "site-")), port: await freePort(), upstreamPort };
      const result = await measureContestant(contestant, site, SECONDS, load);
      measured.set(contestant, [...(measured.get(contestant) ?? []), result]);
    }
  }
  const bytes = Math.max(load.answerBytes, load.bodyBytes ?? 0);
  const rows = [...measured].map(([{ name }, rounds]): Row => {
    const middle = median(rounds, ({ cpuMicrosecondsPerRequest }) => cpuMicrosecondsPerRequest);
    const requestsPerSecond = middle.requests / middle.seconds;
    return {
      what: load.what,
      name,
      cpuMicrosecondsPerRequest: middle.cpuMicrosecondsPerRequest,
      ratioToNginx: undefined,
      megabytesPerSecond: (requestsPerSecond * bytes) / 1e6,
      requestsPerSecond,
      p99Ms: middle.p99Ms,
      residentMegabytes: middle.residentBytes / 1024 ** 2,
      errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
    };
  });
  const baseline = rows.find(({ name }) => name === nginxBare.name)?.cpuMicrosecondsPerRequest;
  if (baseline === undefined) return rows;
  return rows.map((row) => ({ ...row, ratioToNginx: row.cpuMicrosecondsPerRequest / baseline }));
}

function renderTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { what, name, ratioToNginx } = row;
    const cpu = row.cpuMicrosecondsPerRequest.toFixed(1);
    const figures = [row.requestsPerSecond, row.megabytesPerSecond].map((value) => value.toFixed(0));
    const rest = [row.p99Ms.toFixed(2), row.residentMegabytes.toFixed(0), row.errors];
    return `| ${[what, name, cpu, ratioToNginx?.toFixed(2) ?? "", ...figures, ...rest].join(" | ")} |`;
  });
  const header =
    "| Body | Proxy | CPU µs/request | × nginx bare | requests/s | MB/s | p99 ms | memory MB | errors |";
  return [header, "|---|---|---|---|---|---|---|---|---|", ...lines].join("\n");
}
