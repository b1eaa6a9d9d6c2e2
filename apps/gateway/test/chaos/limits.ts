import { parseArgs } from "node:util";
import { type RedisTrouble, runHostile } from "../limits/hostile.ts";

// Hostile schedules for the rate limiter, as many as there is time for:
//   node --conditions=zerq-source apps/gateway/test/chaos/limits.ts --seeds 2000 --from 1 --trouble emptied
// Without --trouble every seed runs with each. Ends with 1 when a single window held more than its limit.

const troubles: readonly RedisTrouble[] = ["none", "emptied", "set back"];

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "500" },
    from: { type: "string", default: "1" },
    trouble: { type: "string" },
  },
});
const chosen = troubles.filter((trouble) => values.trouble === undefined || values.trouble === trouble);
if (chosen.length === 0) throw new Error(`--trouble is one of ${troubles.join(", ")}`);
const from = Number(values.from);
const to = from + Number(values.seeds);

const total = { runs: 0, over: 0, full: 0, requests: 0, admitted: 0, refused: 0, unavailable: 0 };
const started = performance.now();
for (let seed = from; seed < to; seed++) {
  for (const trouble of chosen) {
    const result = await runHostile(seed, trouble);
    total.runs++;
    if (result.largest === result.max) total.full++;
    for (const name of ["requests", "admitted", "refused", "unavailable"] as const)
      total[name] += result[name];
    if (result.largest <= result.max) continue;
    total.over++;
    console.log(`OVER THE LIMIT: ${JSON.stringify(result)}`);
  }
  if ((seed - from) % 100 === 99) console.log(`${total.runs} runs, ${total.over} over the limit`);
}
console.log(`${((performance.now() - started) / 1_000).toFixed(0)} s: ${JSON.stringify(total)}`);
process.exitCode = total.over === 0 ? 0 : 1;
