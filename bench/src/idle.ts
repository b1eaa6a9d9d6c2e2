// `npm run bench -- idle`: what an idle kept-alive connection costs in memory. Each has had one answer, so that everything is
// there that a connection keeps between two requests.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@zerq/dev-stack/free-port";
import type { Contestant } from "./contestants/contestant.ts";
import { zerqGateway } from "./contestants/gateway.ts";
import { nginxBare } from "./contestants/nginx.ts";
import { bareUndici } from "./contestants/node-proxies.ts";
import { openIdleConnections } from "./idle-connections.ts";
import { startUpstream } from "./started-upstream.ts";
import { probedEnvironment, settledResidentBytes } from "./watch-heap.ts";
import { writeResult } from "./write-result.ts";

const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 5_000);
/** The first connections pay for what all of them share. */
const FIRST = 200;
const contestants: readonly Contestant[] = [nginxBare, bareUndici, zerqGateway];
type Row = { name: string; beforeBytes: number; openBytes: number; kilobytesPerConnection: number };

const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
const upstream = await startUpstream("upstream.ts");
const present = contestants.filter((contestant) => contestant.missing() === undefined);
try {
  const rows: Row[] = [];
  for (const contestant of present) {
    console.log(`${CONNECTIONS} idle connections to ${contestant.name} …`);
    rows.push(await measure(contestant));
  }
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const table = [
    "| Proxy | kB/connection | resident MB before | resident MB with them |",
    "|---|---|---|---|",
    ...rows.map(
      (row) =>
        `| ${row.name} | ${row.kilobytesPerConnection.toFixed(1)} | ${megabytes(row.beforeBytes)} | ${megabytes(row.openBytes)} |`,
    ),
    "",
    `${CONNECTIONS} connections; garbage of Node processes was collected before each look.`,
  ].join("\n");
  console.log(`\n${table}\n`);
  console.log(`written to ${writeResult("idle", { connections: CONNECTIONS, rows }, table)}`);
} finally {
  await upstream.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function measure(contestant: Contestant): Promise<Row> {
  const site = mkdtempSync(join(directory, "site-"));
  const started = await contestant.start({
    directory: site,
    port: await freePort(),
    upstreamPort: upstream.port,
    connections: CONNECTIONS + 2_000,
    environment: probedEnvironment(site),
  });
  try {
    const first = await openIdleConnections(started.url, started.headers, FIRST);
    const beforeBytes = await settledResidentBytes(site, started.pid);
    const rest = await openIdleConnections(started.url, started.headers, CONNECTIONS);
    const openBytes = await settledResidentBytes(site, started.pid);
    const closed = first.closed() + rest.closed();
    if (closed > 0) throw new Error(`${contestant.name} has closed ${closed} idle connections`);
    first.close();
    rest.close();
    const kilobytesPerConnection = (openBytes - beforeBytes) / CONNECTIONS / 1_000;
    return { name: contestant.name, beforeBytes, openBytes, kilobytesPerConnection };
  } finally {
    await started.stop();
  }
}
