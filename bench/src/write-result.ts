import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const results = fileURLToPath(new URL("../results/", import.meta.url));

/**
 * Writes a result with the machine, versions and commit that it belongs to, as JSON and as a page to read.
 * @returns the page's path below the project's root
 */
export function writeResult(name: string, data: object, table: string): string {
  mkdirSync(results, { recursive: true });
  const machine = {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
  };
  const time = new Date().toISOString();
  const commit = commitOfSources();
  writeFileSync(
    join(results, `${name}.json`),
    `${JSON.stringify({ name, time, commit, machine, ...data }, null, 2)}\n`,
  );
  const about = Object.entries({ time, commit, ...machine }).map(([what, value]) => `- ${what}: ${value}`);
  writeFileSync(join(results, `${name}.md`), [`# ${name}`, "", ...about, "", table, ""].join("\n"));
  return `bench/results/${name}.md`;
}

/** The commit, and whether there are changes on top of it. */
function commitOfSources(): string {
  try {
    const git = (...options: string[]) =>
      execFileSync("git", options, { cwd: results, encoding: "utf8" }).trim();
    const changed = git("status", "--porcelain", "--", "../..") === "" ? "" : " with changes";
    return git("rev-parse", "--short", "HEAD") + changed;
  } catch {
    return "unknown";
  }
}
