import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const document = fileURLToPath(new URL("../../../../docs/security-conformance.md", import.meta.url));

/** The threats of the data plane; the others are tested where they belong. */
const threats = [...Array.from({ length: 15 }, (_, index) => index + 1), 27];

it("every threat has one file, and its row in the document names it", () => {
  const files = readdirSync(folder).filter((name) => /^threat-\d\d-.*\.test\.ts$/.test(name));
  expect(files.map((name) => Number(name.slice(7, 9))).sort((a, b) => a - b)).toEqual(threats);
  const rows = readFileSync(document, "utf8")
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line));
  expect(rows.map((row) => Number(row.split("|")[1]))).toEqual(threats);
  for (const [index, row] of rows.entries()) expect(row).toContain(files[index] as string);
});
