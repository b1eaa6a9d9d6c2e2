// `npm run bench`: the proxies side by side. `npm run bench -- changes`, `-- propagation` and `-- key-rotation` run the others;
// each is a file bench/src/<name>.ts and writes what it measured to bench/results/.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { setUp } from "./setup.mjs";

const { node, root } = await setUp({ log: (line) => console.log(line) });
const [name = "proxies", ...options] = process.argv.slice(2);
const known = ["proxies", "changes", "propagation", "key-rotation"];
if (!known.includes(name) || !existsSync(`${root}bench/src/${name}.ts`)) {
  const files = readdirSync(`${root}bench/src`).filter((file) => known.includes(file.replace(/\.ts$/, "")));
  console.error(
    `There is no benchmark ${name}. There are: ${files.map((file) => file.replace(/\.ts$/, "")).join(", ")}.`,
  );
  process.exit(2);
}
const run = spawnSync(node, ["--conditions=zerq-source", `bench/src/${name}.ts`, ...options], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = run.status ?? 1;
