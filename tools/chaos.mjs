// `npm run chaos`: rate limits and quotas against kills, lost data and hostile schedules, with a table beside the figures of the
// design; `npm run chaos -- config` the same for the distribution of config, and `npm run chaos -- publisher` for its publisher.
// Further options go to the one that runs: npm run chaos -- config --help
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

const scripts = {
  limits: "apps/gateway/test/chaos/limits.ts",
  config: "bench/src/chaos-config.ts",
  publisher: "bench/src/chaos-publisher.ts",
};
const [first = "", ...rest] = process.argv.slice(2);
const isNamed = Object.hasOwn(scripts, first);
const script = scripts[isNamed ? first : "limits"];

const { node, root } = await setUp({ log: (line) => console.log(line) });
const command = ["--conditions=zerq-source", script, ...(isNamed ? rest : process.argv.slice(2))];
// npm calls itself production here, and in production the gateway answers nobody in the clear.
const env = { ...process.env, NODE_ENV: "development" };
process.exitCode = spawnSync(node, command, { cwd: root, stdio: "inherit", env }).status ?? 1;
