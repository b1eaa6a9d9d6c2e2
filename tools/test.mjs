// `npm test`: sets up what it needs, runs every test, and ends with one line `N passed, N failed`.
// Arguments go to vitest, with the end-to-end tests left out: npm test -- apps/gateway
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installSchemathesis } from "./install-schemathesis.mjs";
import { setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const { node } = await setUp({ log: (line) => console.log(line) });
const filters = process.argv.slice(2);
await installSchemathesis(root, (line) => console.log(line));

const suites = [["unit and HTTP tests", ["--config", "vitest.config.ts"]]];
if (filters.length === 0) {
  suites.push(["end to end, through the running services", ["--config", "end-to-end/vitest.config.ts"]]);
}

const total = { passed: 0, failed: 0, skipped: 0 };
mkdirSync(`${root}.zerq/test`, { recursive: true });
for (const [index, [name, options]] of suites.entries()) {
  console.log(`\n== ${name}`);
  const report = `${root}.zerq/test/report-${process.pid}-${index}.json`;
  rmSync(report, { force: true });
  const run = spawnSync(
    node,
    [
      "--conditions=zerq-source",
      "node_modules/vitest/vitest.mjs",
      "run",
      ...options,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...filters,
    ],
    { cwd: root, stdio: "inherit" },
  );
  count(report, run.status === 0, name);
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** Adds a suite's report to the total. A suite that died, or failed outside of a test, counts as one failure. */
function count(report, ok, name) {
  let failures = 0;
  try {
    const result = JSON.parse(readFileSync(report, "utf8"));
    failures = result.numFailedTests;
    total.passed += result.numPassedTests;
    total.skipped += result.numPendingTests;
  } catch {
    console.error(`${name}: the test runner left no report`);
  }
  total.failed += ok ? failures : Math.max(failures, 1);
}
