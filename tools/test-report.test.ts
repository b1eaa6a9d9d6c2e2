import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
// @ts-expect-error: a script without types
import { describeFailure, RUNNER, readTestReport } from "./test-report.mjs";

const folder = mkdtempSync(join(tmpdir(), "zerq-test-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(testResults: unknown, ok: boolean) {
  const path = join(folder, "report.json");
  writeFileSync(path, testResults === undefined ? "{" : JSON.stringify({ testResults }));
  return Object.fromEntries(readTestReport(path, "/product/", ok));
}
const passing = {
  name: "/product/a.test.ts",
  status: "passed",
  message: "",
  assertionResults: [
    { fullName: "works", status: "passed", failureMessages: [] },
    { fullName: "needs Java", status: "pending", failureMessages: [] },
  ],
};

it("counts what passed and what was skipped, by file", () => {
  expect(read([passing], true)).toEqual({ "a.test.ts": { passed: 1, skipped: 1, failures: [] } });
});

it("names each failed test with the first line of what it said", () => {
  const failed = { fullName: "is refused", status: "failed", failureMessages: ["expected 403\n  at line 3"] };
  const report = read(
    [passing, { ...passing, name: "/product/b.test.ts", status: "failed", assertionResults: [failed] }],
    false,
  );
  expect(report["b.test.ts"].failures.map(describeFailure)).toEqual([
    "  b.test.ts > is refused\n      expected 403",
  ]);
});

it("counts a file that failed before its tests as one failure", () => {
  const file = { ...passing, status: "failed", message: "no server\nat …", assertionResults: [] };
  expect(read([file], false)["a.test.ts"].failures).toEqual([
    { file: "a.test.ts", test: "", message: "no server" },
  ]);
});

it("blames the runner when it failed and no test did, or left nothing", () => {
  expect(read([passing], false)[RUNNER].failures).toHaveLength(1);
  expect(read(undefined, true)).toEqual({
    [RUNNER]: { passed: 0, skipped: 0, failures: [expect.anything()] },
  });
});
