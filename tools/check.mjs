// `npm run check`: lint, types, import rules, dead code, generated documents. Every step runs; all problems show at once.
// `npm run check -- --write-documents` only brings the generated files up to date.
import { spawnSync } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const { node } = await setUp({ log: (line) => console.log(line) });

const documents = ["--conditions=zerq-source", "tools/documents/check.mjs"];
const allSteps = [
  ["format and lint", ["node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "."]],
  ["types", ["node_modules/turbo/bin/turbo", "run", "typecheck", "--output-logs=errors-only", "--ui=stream"]],
  ["import rules", ["tools/import-rules/check.mjs"]],
  ["dead code", ["node_modules/knip/bin/knip.js"]],
  ["documents", documents],
];
const steps = process.argv.includes("--write-documents")
  ? [["documents", [...documents, "--write"]]]
  : allSteps;

const env = {
  ...process.env,
  // turbo starts each package's script with the pnpm that it finds on PATH.
  PATH: [`${root}node_modules/.bin`, dirname(node), process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: "1",
  NO_UPDATE_NOTIFIER: "1",
};
let failed = 0;
for (const [name, command] of steps) {
  const start = Date.now();
  console.log(`\n== ${name}`);
  const run = spawnSync(node, command, {
    cwd: root,
    stdio: "inherit",
    env,
  });
  const ok = run.status === 0;
  if (!ok) failed += 1;
  console.log(`== ${name}: ${ok ? "ok" : "FAILED"} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}
console.log(failed === 0 ? "\nall checks passed" : `\n${failed} of ${steps.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
