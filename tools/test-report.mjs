// What a run of the tests left as its report, in the terms in which `npm test` counts and names.
import { readFileSync } from "node:fs";
import { relative } from "node:path";

/**
 * @typedef {{ file: string, test: string, message: string }} Failure `test` is empty when the file failed outside of one
 * @typedef {{ passed: number, skipped: number, failures: Failure[] }} FileReport
 */

/** Stands for what no file can be blamed for; there is none to run again then. */
export const RUNNER = "the test runner";

/**
 * @param {string} path of the report that the runner wrote
 * @param {string} root files are named from there
 * @param {boolean} ok whether the runner itself said that all is well
 * @returns {Map<string, FileReport>} by file; with a failure at least when all is not well
 */
export function readTestReport(path, root, ok) {
  const files = new Map();
  const blame = (message) =>
    files.set(RUNNER, { passed: 0, skipped: 0, failures: [{ file: RUNNER, test: "", message }] });
  let results;
  try {
    results = JSON.parse(readFileSync(path, "utf8")).testResults;
  } catch {
    return blame("left no report");
  }
  for (const result of results) {
    const file = relative(root, result.name);
    files.set(file, reportOf(file, result));
  }
  const failed = [...files.values()].some(({ failures }) => failures.length > 0);
  return ok || failed ? files : blame("failed outside of every test; see above");
}

function reportOf(file, { status, message, assertionResults }) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  for (const test of assertionResults) {
    if (test.status === "failed") {
      failures.push({ file, test: test.fullName, message: firstLine(test.failureMessages.join("\n")) });
    }
    count[Object.hasOwn(count, test.status) ? test.status : "skipped"] += 1;
  }
  if (status === "failed" && failures.length === 0)
    failures.push({ file, test: "", message: firstLine(message) });
  return { passed: count.passed, skipped: count.skipped, failures };
}

const firstLine = (text) => text.trim().split("\n")[0]?.slice(0, 300) ?? "";

/** @param {Failure} failure @returns {string} in two lines: where, and what was said */
export function describeFailure({ file, test, message }) {
  return `  ${[file, test].filter((part) => part !== "").join(" > ")}\n      ${message}`;
}
