// Looks for programs on PATH without starting them, and for a Python that can make virtual environments.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** @returns {string | undefined} the path of the first executable of this name on PATH */
export function findOnPath(name, path = process.env.PATH ?? "") {
  return everyOnPath(name, path)[0];
}

function everyOnPath(name, path) {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .filter((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * A Python 3 that is one of these minor versions and has venv and pip.
 * @param {readonly number[]} minors the best first
 * @returns {string | undefined} its path
 */
export function choosePython(minors, path = process.env.PATH ?? "") {
  const names = [...minors.map((minor) => `python3.${minor}`), "python3", "python"];
  for (const candidate of names.flatMap((name) => everyOnPath(name, path))) {
    // A version manager's shim may exist for a version that isn't active: only running it tells.
    const run = spawnSync(candidate, ["-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"], {
      encoding: "utf8",
      timeout: 20_000,
    });
    const [major, minor] = (run.stdout ?? "").trim().split(" ").map(Number);
    if (run.status === 0 && major === 3 && minors.includes(minor)) return candidate;
  }
  return undefined;
}
