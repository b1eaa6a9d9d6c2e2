// Runs the command line with the right Node; what the set-up has to say goes to standard error.
import { join } from "node:path";
import { runInForeground } from "./run-in-foreground.mjs";
import { setUp } from "./setup.mjs";

const { node, root } = await setUp({ log: (line) => console.error(line), servers: false });
runInForeground(node, [
  "--conditions=zerq-source",
  join(root, "apps/cli/src/main.ts"),
  ...process.argv.slice(2),
]);
