// `npm run bench`: what the gateway is compared by. `npm run bench -- bodies sse` runs only those; each is a file
// bench/src/<name>.ts and writes what it measured to bench/results/.
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

const benchmarks = {
  proxies: "what a request costs in each proxy",
  bodies: "answers and requests of 10 kB and 1 MB",
  sse: "1,000 event streams: CPU, memory, latency, losses",
  idle: "memory of an idle kept-alive connection",
  latency: "what the gateway adds to bare undici at half load",
  swaps: "10,000 route-table swaps under load: no wrong answer, and memory stays flat",
  "swaps-applied": "changes waited for at 2,000 requests a second: nothing of the old rule afterwards",
  management: "reads and writes of the management API with 10,000 clients",
  changes: "changes a second on two management instances",
  propagation: "from a change to its effect",
  config: "a change on its way to 50 gateways, at full size and at a tenth of it",
  "large-versions": "keys of the planes changed, and a version restored, at full size",
  "key-rotation": "10,000 credentials encrypted anew, killed in the middle",
};
/** The others are about other things than a proxy's work, and take their own time. */
const usual = ["proxies", "bodies", "sse", "idle", "latency"];

const help = `npm run bench                  runs ${usual.join(", ")}: about eight minutes
npm run bench -- <name> …      runs only these

${Object.entries(benchmarks)
  .map(([name, what]) => `  ${name.padEnd(12)} ${what}`)
  .join("\n")}

BENCH_SECONDS and BENCH_ROUNDS make a run shorter or longer; figures are good only on a machine that does nothing else.
Results go to bench/results.`;

const names = process.argv.slice(2);
if (names.includes("--help") || names.includes("-h")) {
  console.log(help);
  process.exit(0);
}
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}.\n\n${help}`);
  process.exit(2);
}
const { node, root } = await setUp({ log: (line) => console.log(line) });
for (const name of names.length > 0 ? names : usual) {
  console.log(`== ${name}: ${benchmarks[name]}`);
  const command = ["--conditions=zerq-source", `bench/src/${name}.ts`];
  // npm calls itself production here, and in production the gateway answers nobody in the clear.
  const env = { ...process.env, NODE_ENV: "development" };
  const run = spawnSync(node, command, { cwd: root, stdio: "inherit", env });
  if (run.status !== 0) {
    process.exitCode = run.status ?? 1;
    break;
  }
}
