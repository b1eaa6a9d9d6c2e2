// `npm run bench`: what a request costs in each proxy, side by side in one run. Every contestant is started alone, warmed up
// and measured, in several rounds, so that a slow moment of the machine doesn't fall on one of them only.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@zerq/dev-stack/free-port";
import { startListening } from "./contestants/child.ts";
import type { Contestant } from "./contestants/contestant.ts";
import { zerqGateway } from "./contestants/gateway.ts";
import { haproxyBare, haproxyPolicies } from "./contestants/haproxy.ts";
import { nginxBare, nginxPolicies } from "./contestants/nginx.ts";
import { bareUndici, httpProxy } from "./contestants/node-proxies.ts";
import { loadGenerator } from "./load.ts";
import { measureContestant } from "./measure-contestant.ts";
import { type Row, renderTable, toRows } from "./proxy-table.ts";
import { writeResult } from "./write-result.ts";

const contestants: readonly Contestant[] = [
  nginxBare,
  nginxPolicies,
  haproxyBare,
  haproxyPolicies,
  bareUndici,
  httpProxy,
  zerqGateway,
];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);

const upstreamPort = await freePort();
const upstream = await startListening(
  process.execPath,
  [fileURLToPath(new URL("upstream.ts", import.meta.url)), String(upstreamPort)],
  upstreamPort,
);
const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
const missing = contestants.flatMap((contestant) => {
  const reason = contestant.missing();
  return reason === undefined ? [] : [`${contestant.name}: left out, ${reason}`];
});
const present = contestants.filter((contestant) => contestant.missing() === undefined);
try {
  const measured = new Map<Contestant, Awaited<ReturnType<typeof measureContestant>>[]>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const contestant of present) {
      console.log(`round ${round} of ${ROUNDS}: ${contestant.name} …`);
      const site = { directory: mkdtempSync(join(directory, "site-")), port: await freePort(), upstreamPort };
      const result = await measureContestant(contestant, site, SECONDS);
      measured.set(contestant, [...(measured.get(contestant) ?? []), result]);
    }
  }
  const rows: Row[] = toRows(measured);
  const table = renderTable(rows);
  console.log(`\n${table}\n${missing.map((line) => `${line}\n`).join("")}`);
  const file = writeResult(
    "proxies",
    { loadGenerator: loadGenerator(), rounds: ROUNDS, seconds: SECONDS, missing, rows },
    table,
  );
  console.log(`written to ${file}`);
} finally {
  await upstream.stop();
  rmSync(directory, { recursive: true, force: true });
}
