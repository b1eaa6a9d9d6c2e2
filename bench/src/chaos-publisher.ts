// `npm run chaos -- publisher`: 200 management instances are killed one after the other, inside of their transaction, between
// commit and publication, in the middle of it or whenever. Ends with 1 when a version was lost, doubled or out of order, the
// audit chain broken, or a change of an instance that lives held up for longer than a second.
import { parseArgs } from "node:util";
import { type PublisherChaosResult, runPublisherChaos } from "./chaos/publisher/run-publisher-chaos.ts";
import { percentile } from "./percentile.ts";

const help = `npm run chaos -- publisher [options]

  --kills <n>  how many publishers are killed (200)
  --seed <n>   fixes where each of them is killed; a random one when not given
  --help       this`;

/** An expired ticket (400 ms), the waiters' next look, and ending what the dead one had open. */
const HELD_UP_AT_MOST_MS = 1_000;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(help);
else process.exitCode = (await chaos()) ? 0 : 1;

async function chaos(): Promise<boolean> {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  console.log(`seed ${seed}: starting MongoDB, Redis, two instances that live and a follower …`);
  const print = (line: string) => console.log(line);
  const result = await runPublisherChaos({ seed, kills: Number(values.kills), print });
  return report(result, seed);
}

function report(result: PublisherChaosResult, seed: number): boolean {
  const { kills, owingPublication, changesMs, receivedMs, afterKillMs, wrong } = result;
  const stall = Math.max(...changesMs);
  console.log(`\n${[...kills].map(([how, count]) => `${count} ${how}`).join(", ")}`);
  console.log(`${owingPublication} died between a commit and the end of its publication`);
  console.log("\n| milliseconds | count | p50 | p99 | worst |\n|---|---|---|---|---|");
  row("commit → received, publisher alive", receivedMs);
  row("commit → received, the last commits of killed ones", afterKillMs);
  row("a change of the instances that live", changesMs);
  console.log(`\n${result.versions} versions, ${wrong.length} wrong; worst stall ${stall.toFixed(0)} ms.`);
  for (const sentence of wrong.slice(0, 30)) console.log(`WRONG ${sentence}`);
  if (stall > HELD_UP_AT_MOST_MS) console.log(`SLOW: a change waited ${stall.toFixed(0)} ms`);
  const isRight = wrong.length === 0 && stall <= HELD_UP_AT_MOST_MS;
  if (!isRight) console.log(`To make it again: npm run chaos -- publisher --seed ${seed}`);
  return isRight;
}

function row(what: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const cells = [percentile(sorted, 50), percentile(sorted, 99), sorted.at(-1) ?? 0];
  console.log(`| ${what} | ${sorted.length} | ${cells.map((cell) => cell.toFixed(1)).join(" | ")} |`);
}
