// `npm run bench -- swaps-applied`: tokens are revoked, routes moved and clients killed while two gateways with two workers each
// take 2,000 requests a second, some of them slow, some over new connections. After a change is acknowledged by
// `?wait=applied`, not one request that begins may be answered by the old rule, and none by a 5xx.
import { percentile } from "./percentile.ts";
import { runAppliedSwaps } from "./swaps/run-applied-swaps.ts";
import { writeResult } from "./write-result.ts";

const PER_SECOND = Number(process.env.BENCH_RATE ?? 2_000);
const GATEWAYS = Number(process.env.BENCH_GATEWAYS ?? 2);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);

console.log(`${PER_SECOND} requests a second to ${GATEWAYS} gateways for ${SECONDS} s …`);
const found = await runAppliedSwaps({
  gateways: GATEWAYS,
  perSecond: PER_SECOND,
  seconds: SECONDS,
  betweenMs: 0,
});
const sorted = found.changeMs.sort((a, b) => a - b);
const table = [
  "| gateways × workers | requests | over new connections | a second (wanted) | changes | not applied in time | change → applied p50 ms | p99 ms | max ms | wrong answers | 5xx |",
  "|---|---|---|---|---|---|---|---|---|---|---|",
  `| ${GATEWAYS} × 2 | ${found.requests} | ${found.connections} | ${found.perSecond.toFixed(0)} (${PER_SECOND}) | ${found.changes} | ${found.unapplied} | ` +
    `${percentile(sorted, 50).toFixed(1)} | ${percentile(sorted, 99).toFixed(1)} | ${(sorted.at(-1) ?? 0).toFixed(0)} | ` +
    `${found.wrong.length} | ${found.serverErrors} |`,
].join("\n");
console.log(`\n${table}\n`);
for (const sentence of found.wrong) console.error(`wrong: ${sentence}`);
const { changeMs: _, wrong, ...about } = found;
console.log(`written to ${writeResult("swaps-applied", { ...about, wrong: wrong.length }, table)}`);
process.exitCode = wrong.length === 0 && found.serverErrors === 0 ? 0 : 1;
