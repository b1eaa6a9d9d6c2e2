// `npm run bench -- changes`: changes per second of several writers on two management instances, each a process of its own,
// on the embedded servers; at the end the audit chain and the versions must be without a gap.
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startMongo } from "@zerq/dev-stack/servers/mongo";
import { startRedis } from "@zerq/dev-stack/servers/redis";
import { testKeys } from "@zerq/test-kit/keys";
import { flawsOf, readChainState } from "../../apps/management/test/data-paths/chain-state.ts";
import { openResourceInstance, type Site } from "../../apps/management/test/data-paths/resource-instance.ts";
import type { WriterOrder, WriterResult } from "./changes-writer.ts";
import { percentile } from "./percentile.ts";
import { writeResult } from "./write-result.ts";

const INSTANCES = 2;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
/** Writers over all instances; the bar of 150 changes a second is for 16. */
const ROUNDS = [2, 16, 64];

type Row = {
  writers: number;
  perSecond: number;
  p50: number;
  p99: number;
  max: number;
  perTransaction: number;
};

const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
const mongo = await startMongo({ directory: join(directory, "mongo") });
const redis = await startRedis({ directory: join(directory, "redis") });
const keys = testKeys();
const site: Site = {
  mongo: mongo.uri,
  redis: redis.url,
  encryptionKey: keys.ENCRYPTION_KEY,
  snapshotKey: keys.SNAPSHOT_KEY,
  portalKey: keys.PORTAL_KEY,
  signingKey: keys.CONFIG_SIGNING_KEY,
};
const children: ChildProcess[] = [];
try {
  const observer = await openResourceInstance(site);
  const script = fileURLToPath(new URL("changes-writer.ts", import.meta.url));
  for (let n = 0; n < INSTANCES; n += 1) {
    const child = fork(script, [JSON.stringify(site)], { execArgv: ["--conditions=zerq-source"] });
    children.push(child);
    await message(child);
  }
  const rows: Row[] = [];
  for (const writers of ROUNDS) {
    console.log(`${writers} writers on ${INSTANCES} instances …`);
    const before = (await readChainState(observer.connection)).head;
    const began = performance.now();
    const results = await Promise.all(
      children.map((child) => order(child, { writers: writers / INSTANCES, seconds: SECONDS })),
    );
    const seconds = (performance.now() - began) / 1_000;
    const { head } = await readChainState(observer.connection);
    const latencies = results.flatMap((result) => result.latencies).sort((a, b) => a - b);
    rows.push({
      writers,
      perSecond: (head.version - before.version) / seconds,
      p50: percentile(latencies, 50),
      p99: percentile(latencies, 99),
      max: latencies.at(-1) ?? 0,
      perTransaction: (head.version - before.version) / (head.attempts - before.attempts),
    });
  }
  const state = await readChainState(observer.connection);
  const flaws = flawsOf(state);
  await observer.close();
  const table = [
    "| writers | changes/s | p50 ms | p99 ms | max ms | changes per transaction |",
    "|---|---|---|---|---|---|",
    ...rows.map(
      (row) =>
        `| ${row.writers} | ${row.perSecond.toFixed(0)} | ${row.p50.toFixed(1)} | ${row.p99.toFixed(1)} | ${row.max.toFixed(0)} | ${row.perTransaction.toFixed(1)} |`,
    ),
    "",
    `${INSTANCES} management instances on ${mongo.kind}; ${state.head.version} versions and audit entries, ${flaws.length} flaws in chain and order.`,
  ].join("\n");
  console.log(`\n${table}\n`);
  for (const flaw of flaws) console.error(flaw);
  const file = writeResult("changes", { instances: INSTANCES, database: mongo.kind, rows, flaws }, table);
  console.log(`written to ${file}`);
  process.exitCode = flaws.length === 0 ? 0 : 1;
} finally {
  for (const child of children) child.disconnect();
  await Promise.all(children.map((child) => new Promise((resolve) => child.once("exit", resolve))));
  await mongo.stop();
  await redis.stop();
  rmSync(directory, { recursive: true, force: true });
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once("message", (value) => resolve(value as T));
    child.once("exit", (code) => reject(new Error(`a writer ended with ${code}`)));
  });
}

function order(child: ChildProcess, what: WriterOrder): Promise<WriterResult> {
  const answer = message<WriterResult>(child);
  child.send(what);
  return answer;
}
