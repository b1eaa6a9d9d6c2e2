// `npm run soak -- 10m`: management, Redis and a gateway under changes, bad upstreams, restarts of Redis and slow callers at once;
// see bench/src/soak.ts. `npm run soak -- config 10m`: the distribution of config, with everything restarted in turn.
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

const { node, root } = await setUp({ log: (line) => console.log(line) });
const given = process.argv.slice(2);
const [script, rest] =
  given[0] === "config" ? ["bench/src/soak-config.ts", given.slice(1)] : ["bench/src/soak.ts", given];
const command = ["--conditions=zerq-source", script, ...rest];
// npm calls itself production here, and in production the gateway answers nobody in the clear.
const env = { ...process.env, NODE_ENV: "development" };
process.exitCode = spawnSync(node, command, { cwd: root, stdio: "inherit", env }).status ?? 1;
