// `npm run bench -- latency`: what the gateway adds to the latency of bare undici at half load. Half of what the gateway can do is
// measured first; then both get that rate, in turns, in several rounds. The proxy has a processor for itself, and everything
// else the other: where five programs share two, the turns that the scheduler gives them (some ms each) are all that is seen.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@zerq/dev-stack/free-port";
import type { RatePlan, RateResult } from "./constant-rate.ts";
import type { Contestant, Started } from "./contestants/contestant.ts";
import { zerqGateway } from "./contestants/gateway.ts";
import { bareUndici } from "./contestants/node-proxies.ts";
import { runLoad } from "./load.ts";
import { median } from "./percentile.ts";
import { keepTo } from "./processor.ts";
import { startUpstream } from "./started-upstream.ts";
import { writeResult } from "./write-result.ts";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;
const PROXY = 0;
const OTHERS = 1;
const generator = fileURLToPath(new URL("constant-rate.ts", import.meta.url));

const isPinned = keepTo(OTHERS, process.pid);
const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
const upstream = await startUpstream("upstream.ts");
const running: Started[] = [];
try {
  const undici = await start(bareUndici);
  const gateway = await start(zerqGateway);
  console.log("what the gateway can do …");
  await load(undici, WARM_UP_SECONDS);
  await load(gateway, WARM_UP_SECONDS);
  const capacity = await load(gateway, SECONDS);
  const rate = Math.round(capacity / 2);
  const rounds: { undici: RateResult; gateway: RateResult }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.log(`round ${round} of ${ROUNDS}: ${rate} requests a second to each …`);
    rounds.push({ undici: await atRate(undici, rate), gateway: await atRate(gateway, rate) });
  }
  const rows = {
    "bare undici": middle(rounds.map((round) => round.undici)),
    "Zerq gateway": middle(rounds.map((round) => round.gateway)),
    added: added(rounds),
  };
  const cells = ({ p50Ms, p99Ms, p999Ms }: Percentiles) =>
    [p50Ms, p99Ms, p999Ms].map((ms) => ms.toFixed(2)).join(" | ");
  const errors = rounds.reduce((sum, round) => sum + round.undici.errors + round.gateway.errors, 0);
  const late = Math.max(...rounds.flatMap(({ undici, gateway }) => [undici.lateP99Ms, gateway.lateP99Ms]));
  const table = [
    "| | p50 ms | p99 ms | p99.9 ms |",
    "|---|---|---|---|",
    ...Object.entries(rows).map(([name, row]) => `| ${name} | ${cells(row)} |`),
    "",
    `${rate} requests a second to each, half of what the gateway can do; medians of ${ROUNDS} rounds; ${errors} errors.`,
    isPinned
      ? "The proxy has a processor for itself; generator, upstream and Redis share another."
      : "All programs share the processors, since there is no `taskset` or only one processor.",
    `Latency is measured from the moment at which a request was due; the generator itself was late by ${late.toFixed(2)} ms at p99 (its worst round).`,
  ].join("\n");
  console.log(`\n${table}\n`);
  const about = { rate, rounds, seconds: SECONDS, connections: CONNECTIONS };
  console.log(`written to ${writeResult("latency", { ...about, rows }, table)}`);
  process.exitCode = errors === 0 ? 0 : 1;
} finally {
  for (const started of running) await started.stop();
  await upstream.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function start(contestant: Contestant): Promise<Started> {
  const site = mkdtempSync(join(directory, "site-"));
  const started = await contestant.start({
    directory: site,
    port: await freePort(),
    upstreamPort: upstream.port,
  });
  running.push(started);
  keepTo(PROXY, started.pid);
  return started;
}

async function load({ url, headers }: Started, seconds: number): Promise<number> {
  const result = await runLoad({ url, headers, connections: CONNECTIONS, seconds });
  return result.requests / result.seconds;
}

async function atRate({ url, headers }: Started, rate: number): Promise<RateResult> {
  const plan: RatePlan = { url, headers, rate, seconds: SECONDS, connections: CONNECTIONS };
  const { stdout } = await promisify(execFile)(process.execPath, [generator, JSON.stringify(plan)]);
  return JSON.parse(stdout) as RateResult;
}

type Percentiles = Pick<RateResult, "p50Ms" | "p99Ms" | "p999Ms">;

function middle(results: readonly Percentiles[]): Percentiles {
  return {
    p50Ms: median(results, ({ p50Ms }) => p50Ms).p50Ms,
    p99Ms: median(results, ({ p99Ms }) => p99Ms).p99Ms,
    p999Ms: median(results, ({ p999Ms }) => p999Ms).p999Ms,
  };
}

/** The median of the differences, not the difference of medians: what disturbs a round disturbs both sides of it. */
function added(rounds: readonly { undici: RateResult; gateway: RateResult }[]): Percentiles {
  return middle(
    rounds.map(({ undici, gateway }) => ({
      p50Ms: gateway.p50Ms - undici.p50Ms,
      p99Ms: gateway.p99Ms - undici.p99Ms,
      p999Ms: gateway.p999Ms - undici.p999Ms,
    })),
  );
}
