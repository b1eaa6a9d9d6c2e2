// `npm run chaos -- config`: management, Redis and gateways are killed, emptied and lied to in a random order that a seed fixes,
// while changes are made and requests go on. Ends with 1 when an answer was wrong, a version lost or doubled, the audit chain
// broken, or a gateway slow to catch up.
import { parseArgs } from "node:util";
import { faults } from "./chaos/config/faults.ts";
import { type ConfigChaosResult, runConfigChaos } from "./chaos/config/run-config-chaos.ts";
import { percentile } from "./percentile.ts";

const help = `npm run chaos -- config [options]

  --seed <n>         fixes the schedule; a random one when not given
  --minutes <m>      how long (10)
  --rounds <n>       instead of minutes
  --only <text>      the faults with this in their name, in turns; there are:
${Object.keys(faults)
  .map((name) => `                       ${name}`)
  .join("\n")}
  --managements <n>  instances of management (3)
  --gateways <n>     gateways (3)
  --workers <n>      workers of each (1)
  --help             this`;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    minutes: { type: "string", default: "10" },
    rounds: { type: "string" },
    only: { type: "string" },
    managements: { type: "string", default: "3" },
    gateways: { type: "string", default: "3" },
    workers: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(help);
else process.exitCode = (await chaos()) ? 0 : 1;

/** @returns whether everything was as it must be */
async function chaos(): Promise<boolean> {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  const until = performance.now() + Number(values.minutes) * 60_000;
  console.log(`seed ${seed}: starting management, MongoDB, Redis and gateways …`);
  const result = await runConfigChaos({
    seed,
    size: {
      managements: Number(values.managements),
      gateways: Number(values.gateways),
      workers: Number(values.workers),
    },
    ...scheduled(values.only),
    isOver: (round) => (rounds === undefined ? performance.now() > until : round >= rounds),
    print: (line) => console.log(line),
  });
  return report(result, seed);
}

/** @throws Error when no fault has that name */
function scheduled(only: string | undefined): { faultOf?: (round: number) => string } {
  if (only === undefined) return {};
  const names = Object.keys(faults).filter((name) => name.includes(only));
  if (names.length === 0) throw new Error(`there is no fault with ${only} in its name: --help`);
  return { faultOf: (round) => names[round % names.length] ?? "" };
}

function report({ rounds, wrong, ...counts }: ConfigChaosResult, seed: number): boolean {
  const byWhat = Map.groupBy(rounds, ({ what }) => what);
  console.log(
    "\n| what failed | times | caught up after, p50 ms | worst ms | a change afterwards, worst ms | bound ms |\n|---|---|---|---|---|---|",
  );
  for (const [what, same] of [...byWhat].sort(([a], [b]) => a.localeCompare(b))) {
    const took = same.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    const next = Math.max(...same.map(({ nextMs }) => nextMs));
    const cells = [what, same.length, percentile(took, 50), took.at(-1) ?? 0, next, same[0]?.withinMs ?? 0];
    console.log(
      `| ${cells.map((cell) => (typeof cell === "number" ? cell.toFixed(0) : cell)).join(" | ")} |`,
    );
  }
  const slow = rounds.filter(({ tookMs, nextMs, withinMs }) => Math.max(tookMs, nextMs) > withinMs);
  console.log(
    `\n${rounds.length} faults, ${counts.requests} requests, ${counts.acknowledged} changes acknowledged, ${counts.failed} not, ` +
      `${counts.versions} versions; ${wrong.length} wrong, ${slow.length} slow.`,
  );
  for (const sentence of wrong) console.log(`WRONG ${sentence}`);
  for (const { what, tookMs, nextMs } of slow)
    console.log(`SLOW ${what}: ${tookMs.toFixed(0)} ms, and ${nextMs.toFixed(0)} ms for a change afterwards`);
  const isRight = wrong.length === 0 && slow.length === 0;
  if (!isRight)
    console.log(`To make it again: npm run chaos -- config --seed ${seed} --rounds ${rounds.length}`);
  return isRight;
}
