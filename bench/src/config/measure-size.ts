import type { Sizes } from "../management/seed.ts";
import { processUsage } from "../measure-process.ts";
import { percentile } from "../percentile.ts";
import { type Changer, createChanger } from "./changer.ts";
import { type Gateways, startGateways } from "./gateways.ts";
import { measureBulk, measureBurst } from "./measure-burst.ts";
import { measureChanges } from "./measure-changes.ts";
import { measureFull } from "./measure-full.ts";
import { measureMemory } from "./measure-memory.ts";
import { type Site, startSite } from "./site.ts";

export type Load = {
  /** Changes one after another. */
  changes: number;
  /** Changes without a pause, over which memory is watched; 0: none. */
  deltas: number;
  /** How many snapshot clients each process has. */
  shares: readonly number[];
};
export type SizeResult = Awaited<ReturnType<typeof measureSize>>;

const WARM_UP = 10;
const BURST = 200;
const BURSTS = 3;
const BURST_CALLERS = 64;

/** Fills a database, starts two management instances and the gateways, and measures what a change takes there. */
export async function measureSize(sizes: Sizes, load: Load) {
  console.log(`filling the database: ${JSON.stringify(sizes)} …`);
  const site = await startSite(sizes);
  try {
    console.log("starting gateways …");
    const gateways = await startGateways(site, load.shares);
    const changer = createChanger(site);
    try {
      const about = {
        sizes,
        database: site.mongo.kind,
        gateways: gateways.count,
        processes: load.shares.length,
      };
      const begun = { start: startOf(gateways), memory: await memoryOf(gateways) };
      const loaded = await measureLoad(site, gateways, changer, load);
      // Last: what it leaves to be collected is not what a change costs.
      console.log("newer full snapshots …");
      return { ...about, ...begun, ...loaded, newerFull: await measureFull(site) };
    } finally {
      await changer.close();
      await gateways.stop();
    }
  } finally {
    await site.stop();
  }
}

async function measureLoad(site: Site, gateways: Gateways, changer: Changer, load: Load) {
  console.log(`${load.changes} changes, one after another …`);
  await measureChanges(site, gateways, changer, WARM_UP);
  const changes = await measureChanges(site, gateways, changer, load.changes);
  console.log(`bursts of ${BURST} …`);
  const bursts = [];
  for (let n = 0; n < BURSTS; n += 1)
    bursts.push(await measureBurst(gateways, changer, BURST, BURST_CALLERS));
  const bulkMs: number[] = [];
  // An even number leaves the routes as they were.
  for (let n = 0; n < 2 * BURSTS; n += 1) bulkMs.push(await measureBulk(gateways, changer, BURST));
  if (load.deltas === 0) return { changes, bursts, bulkMs, deltas: undefined };
  console.log(`${load.deltas} deltas …`);
  return { changes, bursts, bulkMs, deltas: await measureMemory(gateways, changer, load.deltas) };
}

function startOf({ realStartMs, realFromFileMs, realAgainMs, processes }: Gateways) {
  const starts = processes.flatMap((process) => process.starts);
  return {
    wholeGatewayMs: realStartMs,
    fromFileMs: realFromFileMs,
    againMs: realAgainMs,
    clientMs: median(starts.map(({ ms }) => ms)),
    longestBlockMs: median(starts.map(({ longestBlockMs }) => longestBlockMs)),
  };
}

async function memoryOf({ count, processes, real }: Gateways) {
  const held = await Promise.all(processes.map((process) => process.memory()));
  const each = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / (count - 1);
  return {
    heapBytes: each(held.map(({ heapBytes }) => heapBytes)),
    residentBytes: each(held.map(({ residentBytes }) => residentBytes)),
    wholeGatewayBytes: processUsage((await real.workers())[0] ?? 0).residentBytes,
  };
}

function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    50,
  );
}
