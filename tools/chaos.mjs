// `npm run chaos`: rate limits and quotas against kills, lost data and hostile schedules, with a table beside the figures of the
// design. Options go to apps/gateway/test/chaos/limits.ts: npm run chaos -- --help
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

const { node, root } = await setUp({ log: (line) => console.log(line) });
const run = spawnSync(
  node,
  ["--conditions=zerq-source", "apps/gateway/test/chaos/limits.ts", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
process.exitCode = run.status ?? 1;
