import { parseArgs } from "node:util";
import { runTable } from "../limits/steady-load.ts";
import { compareWithDesign } from "./compare-with-design.ts";
import { runProcesses } from "./run-processes.ts";
import { runSchedules } from "./run-schedules.ts";

const help = `npm run chaos [-- options]

Rate limits and quotas against everything that goes wrong: hostile schedules in simulated time, real processes with SIGKILL for
them and for Redis, and steady loads beside the figures of the design. Ends with 1 when a single window or day held too much.
Others: npm run chaos -- config --help, npm run chaos -- publisher --help.

  --seeds <n>     simulated schedules of each kind (150); 9 runs each
  --from <seed>   the first of them (1): --from 139 --seeds 1 makes one again
  --rounds <n>    rounds of 24 s with eight real processes and a real Redis (4)
  --minutes <m>   goes on with further seeds and rounds until so many minutes are over
  --max <n>       the highest limit of the steady loads (100000); 0 leaves them out
  --help          this`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "150" },
    from: { type: "string", default: "1" },
    rounds: { type: "string", default: "4" },
    minutes: { type: "string", default: "0" },
    max: { type: "string", default: "100000" },
    help: { type: "boolean", default: false },
  },
});

/** @throws Error when it is no whole number */
function numberOf(name: "seeds" | "from" | "rounds" | "minutes" | "max"): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} is a whole number`);
  return value;
}

const print = (line: string) => console.log(line);

/** @returns whether nothing went over */
async function chaos(): Promise<boolean> {
  const [seeds, rounds] = [numberOf("seeds"), numberOf("rounds")];
  const until = performance.now() + numberOf("minutes") * 60_000;
  let over = 0;
  for (
    let from = numberOf("from"), pass = 1;
    pass === 1 || performance.now() < until;
    from += seeds, pass++
  ) {
    const started = performance.now();
    print(`Hostile schedules, seeds ${from} to ${from + seeds - 1}`);
    for (const [policy, total] of await runSchedules({ from, seeds }, print)) {
      over += total.over;
      print(`  policy ${policy}: ${JSON.stringify(total)}`);
    }
    print(`  ${((performance.now() - started) / 1_000).toFixed(0)} s`);
    print(`Eight processes, ${rounds} rounds`);
    for (const round of await runProcesses(rounds, print))
      if (round.largestWindow > round.limit || round.admitted > round.quota) over++;
  }
  await steadyLoads(numberOf("max"));
  print(over === 0 ? "Never one over." : `${over} OVER THE LIMIT`);
  return over === 0;
}

async function steadyLoads(highest: number): Promise<void> {
  const limits = [10, 100, 1_000, 100_000].filter((max) => max <= highest);
  if (limits.length === 0) return;
  print("Steady loads, 8 workers, W = 1 min");
  const { results, table } = await runTable(limits);
  print(table);
  print("The same beside the figures of the design (measured | design)");
  print(compareWithDesign(results, limits));
}

if (values.help) print(help);
else process.exitCode = (await chaos()) ? 0 : 1;
