import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDocuments } from "./read-documents.ts";

const folder = mkdtempSync(join(tmpdir(), "zerq-documents-"));
function put(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("config documents", () => {
  it("are read from files and folders, in the order of their names, and put one behind the other", async () => {
    const inner = join(folder, "inner");
    mkdirSync(join(inner, "deep"), { recursive: true });
    writeFileSync(join(inner, "b.json"), '{"policies": [{"key": "two"}], "version": 1}');
    writeFileSync(join(inner, "a.yml"), "version: 1\npolicies:\n  - key: one\n");
    writeFileSync(join(inner, "deep", "c.yaml"), "clients: []\n");
    writeFileSync(join(inner, "notes.txt"), "policies: nothing");
    const last = put("last.yaml", "policies: [{key: three}]\n");
    expect(await readDocuments([inner, last])).toEqual({
      version: 1,
      policies: [{ key: "one" }, { key: "two" }, { key: "three" }],
      clients: [],
    });
  });

  it.each([
    ["a file that isn't there", () => [join(folder, "nothing.yaml")], "can't be read"],
    [
      "a folder without documents",
      () => [mkdtempSync(join(tmpdir(), "zerq-documents-"))],
      "There is no .yaml",
    ],
    ["YAML that is none", () => [put("broken.yaml", "a: [")], "not valid at line 1"],
    ["a name twice", () => [put("twice.yaml", "a: 1\na: 2\n")], "twice at line 2"],
    ["a list", () => [put("list.yaml", "- a\n")], "no config document"],
    [
      "two files that contradict each other",
      () => [put("one.yaml", "managedBy: a\n"), put("two.yaml", "managedBy: b\n")],
      "says another managedBy",
    ],
  ])("fail for %s, with what to do", async (_what, paths, sentence) => {
    await expect(readDocuments(paths())).rejects.toThrow(sentence);
  });
});
