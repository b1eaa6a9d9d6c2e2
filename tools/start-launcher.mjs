// Runs the launcher with the right Node, hands signals on to it, and ends as it ends.
import { join } from "node:path";
import { runInForeground } from "./run-in-foreground.mjs";
import { setUp } from "./setup.mjs";

const { node, root } = await setUp({ log: (line) => console.log(line) });
const launcher = join(root, "packages/dev-stack/src/launcher/main.ts");
runInForeground(node, ["--conditions=zerq-source", launcher], {
  cwd: root,
  env: { ...process.env, NODE_COMPILE_CACHE: join(root, ".zerq/compile-cache") },
});
