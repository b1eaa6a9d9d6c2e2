// `npm run fuzz`: 200,000 generated requests through the gateway, and what upstreams have understood of them; then 20,000
// hostile answers of an upstream, and what callers have got of them. One of them alone, with its options:
//   npm run fuzz -- requests --requests 1000000 --from 7
//   npm run fuzz -- answers --from 4711 --cases 1
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

const programs = { requests: "framing.ts", answers: "answers.ts" };
const [first = "", ...rest] = process.argv.slice(2);
const isNamed = Object.hasOwn(programs, first);
const chosen = isNamed ? [first] : Object.keys(programs);
const options = isNamed ? rest : process.argv.slice(2);

const { node, root } = await setUp({ log: (line) => console.log(line) });
for (const name of chosen) {
  const file = `apps/gateway/test/fuzz/${programs[name]}`;
  const run = spawnSync(node, ["--conditions=zerq-source", file, ...options], {
    cwd: root,
    stdio: "inherit",
  });
  if (run.status !== 0) process.exitCode = run.status ?? 1;
}
