import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { claimForStore, openDataFolder, writeAtomically } from "./data-folder.ts";
import { freshLogFile } from "./log-files.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "zerq-folder-"));

describe("the data folder", () => {
  it.each([
    ["is a file", "file"],
    ["lies below a file", "file/deeper"],
  ])("is refused when it %s, with what to do", (_what, name) => {
    const parent = temporary();
    writeFileSync(join(parent, "file"), "");
    expect(() => openDataFolder(join(parent, name))).toThrow(
      /can't be written to .*ZERQ_DATA_DIRECTORY=<folder>/,
    );
  });

  it("is refused when a file is where a folder of its own should be", () => {
    const path = temporary();
    writeFileSync(join(path, "logs"), "");
    expect(() => openDataFolder(path)).toThrow("can't be written to");
  });

  it("belongs to one kind of server", () => {
    const folder = openDataFolder(temporary());
    claimForStore(folder, "SecantusDB");
    expect(() => claimForStore(folder, "SecantusDB")).not.toThrow();
    expect(() => claimForStore(folder, "mongod")).toThrow(
      /belongs to SecantusDB, but now it would be mongod.*rm -rf/,
    );
  });

  it.each(["{", '{"mongodb": 7}', "[]"])("says what to do when stack.json holds %s", (content) => {
    const folder = openDataFolder(temporary());
    writeFileSync(join(folder.path, "stack.json"), content);
    expect(() => claimForStore(folder, "SecantusDB")).toThrow(/stack.json is damaged.*rm -rf/);
  });
});

describe("the logs", () => {
  it("are fresh for each start, with those of the three starts before beside them", () => {
    const directory = temporary();
    for (let start = 1; start <= 6; start += 1) writeFileSync(freshLogFile(directory, "x"), String(start));
    writeAtomically(join(directory, "other"), "");
    expect(readdirSync(directory).sort()).toEqual(["other", "x.log", "x.log.1", "x.log.2", "x.log.3"]);
  });
});
