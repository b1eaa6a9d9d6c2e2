// `npm run bench:config`: the config on its way to 50 gateways, with 10,000 clients, 30,000 profiles and 5,000 proxies, and beside
// it with a tenth of that. Two management instances, one whole gateway, and 49 snapshot clients: the gateway's own follower and
// compiler, in five processes.
import { configTable } from "./config/config-table.ts";
import { measureSize } from "./config/measure-size.ts";
import { fullSize, type Sizes } from "./management/seed.ts";
import { writeResult } from "./write-result.ts";

const changes = Number(process.env.BENCH_CHANGES ?? 200);
const deltas = Number(process.env.BENCH_DELTAS ?? 10_000);
const shares = (process.env.BENCH_CLIENTS ?? "10,10,10,10,9").split(",").map(Number);

const tenth = Object.fromEntries(
  Object.entries(fullSize).map(([kind, count]) => [kind, count / 10]),
) as Sizes;
const small = await measureSize(tenth, { changes, shares, deltas: 0 });
const full = await measureSize(fullSize, { changes, shares, deltas });
const table = configTable(small, full);
console.log(`\n${table}\n`);
const name = process.env.BENCH_RESULT ?? "config";
console.log(`written to ${writeResult(name, { changes, small, full }, table)}`);
