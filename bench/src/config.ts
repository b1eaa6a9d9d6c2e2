// `npm run bench:config`: the config on its way to 50 gateways, with 10,000 clients, 30,000 profiles and 5,000 proxies, and beside
// it with a tenth of that. Two management instances, one whole gateway, and 49 snapshot clients: the gateway's own follower and
// compiler, in five processes.

import { createChanger } from "./config/changer.ts";
import { configTable } from "./config/config-table.ts";
import { startGateways } from "./config/gateways.ts";
import { measureBurst } from "./config/measure-burst.ts";
import { measureChanges } from "./config/measure-changes.ts";
import { measureMemory } from "./config/measure-memory.ts";
import { startSite } from "./config/site.ts";
import { fullSize, type Sizes } from "./management/seed.ts";
import { processUsage } from "./measure-process.ts";
import { percentile } from "./percentile.ts";
import { writeResult } from "./write-result.ts";

const CHANGES = Number(process.env.BENCH_CHANGES ?? 200);
const DELTAS = Number(process.env.BENCH_DELTAS ?? 10_000);
const SHARES = (process.env.BENCH_CLIENTS ?? "10,10,10,10,9").split(",").map(Number);
const BURST = 200;
const BURSTS = 3;
const BURST_CALLERS = 64;

export type SizeResult = Awaited<ReturnType<typeof measureSize>>;

const tenth = Object.fromEntries(
  Object.entries(fullSize).map(([kind, count]) => [kind, count / 10]),
) as Sizes;
const small = await measureSize(tenth, 0);
const full = await measureSize(fullSize, DELTAS);
const table = configTable(small, full);
console.log(`\n${table}\n`);
console.log(`written to ${writeResult("config", { changes: CHANGES, small, full }, table)}`);

async function measureSize(sizes: Sizes, deltas: number) {
  console.log(`filling the database: ${JSON.stringify(sizes)} …`);
  const site = await startSite(sizes);
  try {
    console.log("starting gateways …");
    const gateways = await startGateways(site, SHARES);
    const changer = createChanger(site);
    try {
      const held = await Promise.all(gateways.processes.map((process) => process.memory()));
      const starts = gateways.processes.flatMap((process) => process.starts.map(({ ms }) => ms));
      const blocks = gateways.processes.flatMap((process) =>
        process.starts.map((start) => start.longestBlockMs),
      );
      const clients = gateways.count - 1;
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      console.log(`${CHANGES} changes, one after another …`);
      await measureChanges(site, gateways, changer, 10);
      const changes = await measureChanges(site, gateways, changer, CHANGES);
      console.log(JSON.stringify(changes));
      console.log(`bursts of ${BURST} …`);
      const bursts = [];
      for (let n = 0; n < BURSTS; n += 1)
        bursts.push(await measureBurst(gateways, changer, BURST, BURST_CALLERS));
      console.log(JSON.stringify(bursts));
      if (deltas > 0) console.log(`${deltas} deltas …`);
      return {
        ...{ sizes, database: site.mongo.kind, gateways: gateways.count, changes, bursts },
        processes: SHARES.length,
        start: {
          wholeGatewayMs: gateways.realStartMs,
          clientMs: median(starts),
          longestBlockMs: median(blocks),
        },
        memory: {
          heapBytes: sum(held.map(({ heapBytes }) => heapBytes)) / clients,
          residentBytes: sum(held.map(({ residentBytes }) => residentBytes)) / clients,
          wholeGatewayBytes: processUsage((await gateways.real.workers())[0] ?? 0).residentBytes,
        },
        deltas: deltas > 0 ? await measureMemory(gateways, changer, deltas) : undefined,
      };
    } finally {
      await changer.close();
      await gateways.stop();
    }
  } finally {
    await site.stop();
  }
}

function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    50,
  );
}
