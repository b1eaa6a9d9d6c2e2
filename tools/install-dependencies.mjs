// The JavaScript dependencies, by pnpm from its lockfile; the right Node is one of them (the npm package `node`).
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { refuse } from "./refuse.mjs";
import { runWithProgress } from "./run-with-progress.mjs";

const PNPM = "pnpm@12.21.0";

/** The Node that everything but tools/*.mjs runs on. */
export const nodeOf = (root) => join(root, "node_modules/node/bin/node");

/** Does nothing when what is installed is what the lockfile says. An interrupted installation leaves no stamp, and is done again. */
export async function installDependencies(root, log) {
  const stamp = join(root, "node_modules/.zerq-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .update(readFileSync(join(root, "pnpm-workspace.yaml")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(nodeOf(root))) return;
  rmSync(stamp, { force: true });
  log("Installing dependencies with pnpm (about half a minute the first time) …");
  const run = await install(root);
  if (run.missing) {
    refuse("npx was not found. It comes with npm, which belongs to Node: install npm, then run this again.");
  }
  if (!run.ok) {
    process.stderr.write(`${run.output.trimEnd()}\n`);
    refuse(
      `The dependencies could not be installed (${PNPM} by npx). The reason is above: often a registry that can't be reached ` +
        "(npm config get registry) or a full disk. Mend it and run this again.",
    );
  }
  if (!runs(nodeOf(root))) await mendNode(root);
  writeFileSync(stamp, wanted);
}

function install(root) {
  // Whatever Node this is, dependencies are chosen for the one that runs them: pnpm leaves out a platform's binary whose
  // `engines` the other one doesn't meet.
  const { node: target } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies;
  const options = ["--frozen-lockfile", "--reporter=append-only", `--config.node-version=${target}`];
  return runWithProgress("npx", ["-y", PNPM, "install", ...options], {
    cwd: root,
    // CI=true keeps pnpm from asking before it replaces a folder of another pnpm version.
    env: { ...process.env, CI: "true", PATH: withThisNode() },
  });
}

/** The npx that belongs to this Node comes first: another one on PATH may be of a Node that is too old. */
function withThisNode() {
  return [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);
}

/** The package's install script may have been killed half-way in an earlier run, which pnpm takes for done. */
async function mendNode(root) {
  await runWithProgress("npx", ["-y", PNPM, "rebuild", "node"], {
    cwd: root,
    env: { ...process.env, CI: "true", PATH: withThisNode() },
  });
  if (runs(nodeOf(root))) return;
  refuse(
    "The package `node` brought no Node that runs on this machine. Delete node_modules and run this again.",
  );
}

function runs(node) {
  return spawnSync(node, ["--version"], { timeout: 20_000 }).status === 0;
}
