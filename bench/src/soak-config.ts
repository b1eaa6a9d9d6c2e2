// `npm run soak -- config 10m`: the distribution of config for so long: two instances of management, two gateways with two
// workers, the portal, some twenty changes a second, and everything stopped and started again in turn. Every answer is held to
// what it must be; at the end heap and descriptors of those that went on, and what Redis and MongoDB hold, must not have grown.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chainStateAt, flawsOf } from "../../apps/management/test/data-paths/chain-state.ts";
import { converge } from "./chaos/config/converge.ts";
import { openScene, type Scene } from "./chaos/config/scene.ts";
import { startSite } from "./chaos/config/site.ts";
import { pause } from "./pause.ts";
import { leaksBetween, lookAt, lookCells, type Watched } from "./soak/leaks.ts";
import { parseDuration } from "./soak/parse-duration.ts";
import { createPortal } from "./soak/portal.ts";
import { growthBetween, storedSizes } from "./soak/stored-sizes.ts";
import { probedEnvironment } from "./watch-heap.ts";

const BETWEEN_CHANGES_MS = 30;
const BETWEEN_RESTARTS_MS = 8_000;
/** The first of them bring compiled code and caches, and Redis its thousand deltas. */
const WARM_UP_MS = 60_000;
const ROW_MS = 30_000;
/** What is under way ends, and counts that live for a while are gone. */
const QUIET_MS = 12_000;

const durationMs = parseDuration(process.argv[2] ?? "10m");
if (durationMs === undefined) {
  console.error("npm run soak -- config <duration>: 20s, 10m or 2h; 10m when nothing is given");
  process.exit(2);
}
console.log("starting MongoDB, Redis, two instances of management, two gateways and the portal …");
const directory = mkdtempSync(join(tmpdir(), "zerq-soak-"));
mkdirSync(join(directory, "probe"));
const probes = probedEnvironment(join(directory, "probe"));
const size = { managements: 2, gateways: 2, workers: 2 };
const site = await startSite(size, probes);
const [management, other] = site.managements;
const [gateway, another] = site.gateways;
if (management === undefined || other === undefined || gateway === undefined || another === undefined)
  throw new Error("not everything is there");
const urls = { redis: site.redis.url, managementInternal: management.internalUrl };
const portal = await createPortal(site.keys, urls, probes);
const secondPortal = await createPortal(site.keys, urls, probes);
/** What is stopped and started again in turn. */
const restarts: readonly (() => Promise<void>)[] = [
  async () => {
    await another.kill("SIGTERM");
    await another.start();
  },
  async () => {
    await other.kill("SIGTERM");
    await other.start();
  },
  async () => {
    await secondPortal.stop();
    await secondPortal.start();
  },
  async () => {
    await site.redis.crash();
    await site.redis.restart("kept");
  },
  async () => {
    await site.mongo.crash();
    await site.mongo.restart();
  },
];
try {
  process.exitCode = await soak(durationMs);
} finally {
  await Promise.all([portal.stop(), secondPortal.stop()]);
  await site.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function soak(lengthMs: number): Promise<number> {
  const scene = await openScene(site, { seed: 1, size });
  await Promise.all([portal.start(), secondPortal.start()]);
  const watched = await watchedProcesses();
  const look = () => lookAt(join(directory, "probe"), watched);
  const began = performance.now();
  const row = async (what: string) => {
    const found = await look();
    const { acknowledged, failed } = scene.writer;
    const counts = [acknowledged.length, failed, scene.findings.requests, scene.findings.wrongCount];
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    console.log(`| ${[what, seconds, ...counts, lookCells(found)].join(" | ")} |`);
    return found;
  };
  console.log(
    `\n| | s | changes | failed | requests | wrong | ${watched.map(({ name }) => `${name}: heap MB · descriptors`).join(" | ")} |`,
  );
  console.log(`|---|---|---|---|---|---|${"---|".repeat(watched.length)}`);
  await work(scene, WARM_UP_MS, () => Promise.resolve());
  const [before, stored] = [await row("start"), await storedSizes(site.redis.url, site.mongo.uri)];
  await work(scene, lengthMs, () => row(""));
  const [after, storedAfter] = [await row("end"), await storedSizes(site.redis.url, site.mongo.uri)];
  for (const caller of scene.callers) await caller.stop();
  scene.forger.stop();
  console.log(`\nat the start ${JSON.stringify(stored)}\nat the end ${JSON.stringify(storedAfter)}`);
  const problems = [
    ...scene.findings.sentences,
    ...leaksBetween(before, after),
    ...growthBetween(stored, storedAfter),
    ...flawsOf(await chainStateAt(site.mongo.uri)),
  ];
  for (const problem of problems) console.log(`WRONG ${problem}`);
  console.log(problems.length === 0 ? "\nnothing wrong, nothing left" : `\n${problems.length} problems`);
  return problems.length === 0 ? 0 : 1;
}

/** Those that nobody stops. */
async function watchedProcesses(): Promise<Watched[]> {
  const workers = (await gateway?.workers()) ?? [];
  return [
    { name: "management", pid: management?.pid ?? 0 },
    { name: "gateway", pid: gateway?.pid ?? 0 },
    ...workers.map((pid, index) => ({ name: `worker ${index + 1}`, pid })),
    { name: "portal", pid: portal.pid },
  ];
}

/** Changes go on for so long, while one thing after the other is stopped and started again; then everybody has everything. */
async function work(scene: Scene, lengthMs: number, onRow: () => Promise<unknown>): Promise<void> {
  scene.writer.start(BETWEEN_CHANGES_MS);
  const until = performance.now() + lengthMs;
  let rowAt = performance.now() + ROW_MS;
  for (let turn = 0; performance.now() < until; turn += 1) {
    await pause(Math.min(BETWEEN_RESTARTS_MS, until - performance.now()));
    await restarts[turn % restarts.length]?.();
    if (performance.now() < rowAt) continue;
    await onRow();
    rowAt += ROW_MS;
  }
  await scene.writer.stop();
  await converge(scene, scene.writer.committed, "restarts in turn");
  await pause(QUIET_MS);
}
