// `npm run bench -- swaps`: 10,000 changes to a gateway under load. Each is a new routing table; not one answer may be wrong, and
// what is left after garbage was collected must not grow: the slope of its line over the changes is bounded.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "@zerq/dev-stack/servers/redis";
import { startGatewayProcess, untilReady } from "../../apps/gateway/test/gateway-process.ts";
import { PublishedConfig } from "../../apps/gateway/test/published-config.ts";
import { slopeOf } from "./linear-fit.ts";
import { pause } from "./pause.ts";
import { startUpstream } from "./started-upstream.ts";
import { startCheckedLoad } from "./swaps/checked-load.ts";
import { publishTables } from "./swaps/published-tables.ts";
import { probedEnvironment, readHeap } from "./watch-heap.ts";
import { writeResult } from "./write-result.ts";

const CHANGES = Number(process.env.BENCH_CHANGES ?? 10_000);
const LOOKS = 10;
/** Compiled code and caches still come in the first part. */
const SETTLING = 0.2;
/** For 10,000 changes. Keeping only the number of each would be 80 kB; a table is several megabytes. */
const MOST_GROWTH_BYTES = 2_000_000;
/** Changes that may be on their way to the gateway. */
const AHEAD = 5;
/** For each change so many answers must have come: what is looked for shows only while requests are under way. */
const ANSWERS_EACH = 5;

type Look = { changes: number; heapBytes: number; residentBytes: number; answers: number };

const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
mkdirSync(join(directory, "probe"));
const redis = await startRedis({ directory: join(directory, "redis") });
const upstream = await startUpstream("upstream.ts");
const config = new PublishedConfig({ redisUrl: redis.url });
await config.start();
const tables = await publishTables(config, `http://127.0.0.1:${upstream.port}`);
const gateway = await startGatewayProcess(config, redis.url, {
  ...probedEnvironment(join(directory, "probe")),
  GATEWAY_WORKERS: "1",
  GATEWAY_AUTH_FAILURES: "0",
});
try {
  await untilReady(gateway);
  const [worker = 0] = await gateway.workers();
  const load = startCheckedLoad(gateway.url, tables);
  const began = performance.now();
  const looks: Look[] = [];
  for (let changes = 1; changes <= CHANGES; changes += 1) {
    const number = await tables.next();
    await untilApplied(() => load.marker >= number - AHEAD && load.answers >= changes * ANSWERS_EACH);
    if (changes % (CHANGES / LOOKS) !== 0) continue;
    await untilApplied(() => load.marker >= number);
    const { heapUsed, rss } = await readHeap(join(directory, "probe"), worker);
    looks.push({ changes, heapBytes: heapUsed, residentBytes: rss, answers: load.answers });
    console.log(`${changes} changes: ${megabytes(heapUsed)} MB heap, ${load.wrong.length} wrong answers`);
  }
  const seconds = (performance.now() - began) / 1_000;
  await load.stop();
  report(looks, load, seconds);
} finally {
  await gateway.stop();
  await config.stop();
  await upstream.stop();
  await redis.stop();
  rmSync(directory, { recursive: true, force: true });
}

function report(
  looks: readonly Look[],
  load: { answers: number; wrong: readonly string[] },
  seconds: number,
): void {
  const settled = looks.filter(({ changes }) => changes > CHANGES * SETTLING);
  const growth = slopeOf(settled.map(({ changes, heapBytes }) => ({ x: changes, y: heapBytes }))) * 10_000;
  const isFlat = growth <= MOST_GROWTH_BYTES;
  const table = [
    "| changes | heap MB | resident MB | answers |",
    "|---|---|---|---|",
    ...looks.map(
      (look) =>
        `| ${look.changes} | ${megabytes(look.heapBytes)} | ${megabytes(look.residentBytes)} | ${look.answers} |`,
    ),
    "",
    `${load.answers} answers, ${load.wrong.length} wrong; ${(CHANGES / seconds).toFixed(0)} changes a second.`,
    `Growth of the heap over 10,000 changes, by the line through the looks after the first ${SETTLING * 100} %: ` +
      `${megabytes(growth)} MB (${isFlat ? "within" : "BEYOND"} ${megabytes(MOST_GROWTH_BYTES)} MB).`,
  ].join("\n");
  console.log(`\n${table}\n`);
  for (const sentence of load.wrong.slice(0, 20)) console.error(`wrong: ${sentence}`);
  const about = { changes: CHANGES, growthBytes: growth, wrong: load.wrong.length };
  console.log(`written to ${writeResult("swaps", { ...about, looks }, table)}`);
  process.exitCode = isFlat && load.wrong.length === 0 ? 0 : 1;
}

async function untilApplied(isApplied: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isApplied()) {
    if (performance.now() > deadline) throw new Error("a change was not applied within ten seconds");
    await pause(1);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}
