// Schemathesis from PyPI, in a virtual environment of its own: it makes the requests of one test from the OpenAPI document.
// Without a Python for it that test is skipped, and says so; nothing else needs it.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { choosePython } from "./find-programs.mjs";
import { runWithProgress } from "./run-with-progress.mjs";

/** Does nothing when it is installed already. */
export async function installSchemathesis(root, log) {
  const venv = join(root, ".zerq/schemathesis");
  const stamp = join(venv, "zerq-installed");
  const pins = readFileSync(join(root, "apps/management/test/requirements.txt"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === pins) return;
  const python = choosePython([12, 11, 13, 10]);
  if (python === undefined) {
    log(
      "Requests from the OpenAPI document are not tried: that needs Python 3.10 to 3.13 with venv and pip.",
    );
    return;
  }
  log(`Installing schemathesis with ${python} into .zerq/schemathesis …`);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(join(root, ".zerq"), { recursive: true });
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"];
  for (const [command, options] of [
    [python, ["-m", "venv", venv]],
    [join(venv, "bin/python"), [...pip, "--only-binary=:all:", ...pins.trim().split("\n")]],
  ]) {
    const run = await runWithProgress(command, options, { cwd: root });
    if (run.ok) continue;
    rmSync(venv, { recursive: true, force: true });
    log(`Requests from the OpenAPI document are not tried: ${run.output.trim().split("\n").at(-1)}`);
    return;
  }
  writeFileSync(stamp, pins);
}
