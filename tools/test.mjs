// `npm test`: sets up what it needs, runs every test, and ends with one line `N passed, N failed`.
// A file with a failure is run a second time, alone: what passes then is no failure but unsteady, and is named as that.
// Arguments go to vitest, with the end-to-end tests left out: npm test -- apps/gateway
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installSchemathesis } from "./install-schemathesis.mjs";
import { setUp } from "./setup.mjs";
import { describeFailure, RUNNER, readTestReport } from "./test-report.mjs";

/** More of them than that is no bad luck, and a second run would only make the wait longer. */
const RUN_AGAIN_AT_MOST = 8;

const root = fileURLToPath(new URL("../", import.meta.url));
const { node } = await setUp({ log: (line) => console.log(line) });
const filters = process.argv.slice(2);
await installSchemathesis(root, (line) => console.log(line));

const suites = [["unit and HTTP tests", ["--config", "vitest.config.ts"]]];
if (filters.length === 0) {
  suites.push(["end to end, through the running services", ["--config", "end-to-end/vitest.config.ts"]]);
}

mkdirSync(`${root}.zerq/test`, { recursive: true });
const files = [];
const unsteady = [];
for (const [index, [name, options]] of suites.entries()) {
  console.log(`\n== ${name}`);
  const reports = runTests([...options, ...filters], index);
  const again = [...reports].filter(([, { failures }]) => failures.length > 0).map(([file]) => file);
  if (again.length > 0 && again.length <= RUN_AGAIN_AT_MOST && !again.includes(RUNNER)) {
    console.log(`\n== once more, alone: ${again.join(", ")}`);
    const second = runTests(
      [...options, "--maxWorkers=1", "--no-file-parallelism", ...again],
      `${index}-again`,
    );
    const still = new Set([...second.values()].flatMap(({ failures }) => failures.map(describeTest)));
    for (const file of again) {
      unsteady.push(...reports.get(file).failures.filter((failure) => !still.has(describeTest(failure))));
      reports.delete(file);
    }
    for (const [file, report] of second) reports.set(file, report);
  }
  files.push(...reports.values());
}
const failures = files.flatMap((file) => file.failures);
list("failed", failures);
list("unsteady: failed, and passed when their file was run again alone", unsteady);
const [passed, skipped] = [sum("passed"), sum("skipped")];
console.log(`\n${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;

/** @returns {ReturnType<typeof readTestReport>} */
function runTests(parameters, name) {
  const report = `${root}.zerq/test/report-${process.pid}-${name}.json`;
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const run = spawnSync(
    node,
    ["--conditions=zerq-source", "node_modules/vitest/vitest.mjs", "run", ...reporters, ...parameters],
    { cwd: root, stdio: "inherit" },
  );
  return readTestReport(report, root, run.status === 0);
}

function describeTest({ file, test }) {
  return JSON.stringify([file, test]);
}

function sum(what) {
  return files.reduce((total, file) => total + file[what], 0);
}

function list(title, which) {
  if (which.length > 0) console.log(`\n${title}:\n${which.map(describeFailure).join("\n")}`);
}
