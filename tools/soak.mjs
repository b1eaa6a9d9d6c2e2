// `npm run soak -- 10m`: management, Redis and a gateway under changes, bad upstreams, restarts of Redis and slow callers at once;
// see bench/src/soak.ts.
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

const { node, root } = await setUp({ log: (line) => console.log(line) });
const command = ["--conditions=zerq-source", "bench/src/soak.ts", ...process.argv.slice(2)];
// npm calls itself production here, and in production the gateway answers nobody in the clear.
const env = { ...process.env, NODE_ENV: "development" };
process.exitCode = spawnSync(node, command, { cwd: root, stdio: "inherit", env }).status ?? 1;
