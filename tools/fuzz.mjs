// `npm run fuzz`: 200,000 generated requests through the gateway, and what node and Python upstreams have understood of them.
// Options go to apps/gateway/test/fuzz/framing.ts: npm run fuzz -- --cases 1000000 --from 7
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

const { node, root } = await setUp({ log: (line) => console.log(line) });
const run = spawnSync(
  node,
  ["--conditions=zerq-source", "apps/gateway/test/fuzz/framing.ts", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
process.exitCode = run.status ?? 1;
