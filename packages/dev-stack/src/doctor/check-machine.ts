import { spawnSync } from "node:child_process";
import type { Environment } from "../launcher/env.ts";
import { findMongo, findRedis } from "../servers/binaries.ts";
import { bad, type Finding, good, note } from "./finding.ts";

const LEAST_NODE = [24, 18, 1] as const;

/** The services check the same at start (docs/adr/0001-node-24.md). */
export function checkNode(version = process.versions.node): Finding {
  const numbers = version.split(".").map(Number);
  const differing = LEAST_NODE.findIndex((least, index) => numbers[index] !== least);
  const recent = differing === -1 || (numbers[differing] ?? 0) > (LEAST_NODE[differing] ?? 0);
  return recent
    ? good(`Node ${version}`)
    : bad(
        `Node ${version} is older than ${LEAST_NODE.join(".")}. Run npm start, which brings the right one.`,
      );
}

/** Where MongoDB and Redis would come from. */
export function checkServers(env: Environment): Finding[] {
  const look = (setting: string, find: () => string): Finding => {
    if (env[setting]) return good(`${setting} is set: that server is used`);
    try {
      return good(find());
    } catch (error) {
      return note((error as Error).message);
    }
  };
  return [
    look("MONGODB_URI", () => {
      const { kind, path } = findMongo(env.PATH);
      return `MongoDB: ${kind} (${path})`;
    }),
    look("REDIS_URL", () => `Redis: ${findRedis(env.PATH)}`),
  ];
}

/** Needed only where servers have to be installed; the minor versions are those that have wheels. */
export function checkPython(env: Environment): Finding {
  for (const name of ["python3.12", "python3.11", "python3.10", "python3.13", "python3"]) {
    const run = spawnSync(name, ["-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"], {
      encoding: "utf8",
      env: { PATH: env.PATH },
      timeout: 20_000,
    });
    const [major, minor] = (run.stdout ?? "").trim().split(" ").map(Number);
    if (run.status !== 0 || major !== 3 || minor === undefined) continue;
    if (minor >= 10 && minor <= 12) return good(`Python 3.${minor} with venv (${name})`);
    if (minor === 13)
      return note(`Python 3.13 with venv: no Redis for it on PyPI, so install redis-server or Python 3.12`);
  }
  return note(
    "No Python 3.10 to 3.13 with venv: it is needed to install the embedded MongoDB and Redis (apt install python3 python3-venv)",
  );
}
