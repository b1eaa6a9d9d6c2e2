import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LauncherError } from "./launcher-error.ts";

/** Where the development stack keeps what; everything is below one folder. */
export type DataFolder = {
  path: string;
  run: string;
  logs: string;
  mongodb: string;
  redis: string;
  tls: string;
  keysFile: string;
  providerState: string;
  demoFile: string;
  devJson: string;
};

/**
 * Makes the folder and makes sure that it can be written to.
 * @throws LauncherError that says what to do
 */
export function openDataFolder(path: string): DataFolder {
  const folder: DataFolder = {
    path,
    run: join(path, "run"),
    logs: join(path, "logs"),
    mongodb: join(path, "mongodb"),
    redis: join(path, "redis"),
    tls: join(path, "tls"),
    keysFile: join(path, "keys.json"),
    providerState: join(path, "identity-provider.json"),
    demoFile: join(path, "demo.json"),
    devJson: join(path, "dev.json"),
  };
  try {
    for (const directory of [path, folder.run, folder.logs, folder.mongodb, folder.redis]) {
      // For its owner only, as the files of the embedded servers are not.
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    }
    const probe = join(path, ".writable");
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw new LauncherError(
      `The folder ${path} can't be written to (${(error as Error).message}). ` +
        "Give yourself the right to, move away what is there, or name another folder: ZERQ_DATA_DIRECTORY=<folder> npm start",
    );
  }
  return folder;
}

/** Whether the embedded MongoDB-compatible server has data here. */
export function hasData(folder: DataFolder): boolean {
  return readdirSync(folder.mongodb).length > 0;
}

/** What to do about a folder whose content can't be used. */
export function startAfresh(folder: DataFolder): string {
  return `put it back from a copy, or start afresh (everything in it is lost): rm -rf ${folder.path}`;
}

/**
 * Remembers which server the configuration of this folder lives in, and refuses another one: keys, Redis and the demo's
 * token here belong to that database.
 * @param store such as `secantusdb`, `mongod`, or `mongodb at host/database`
 * @throws LauncherError naming both, and what to do
 */
export function claimForStore(folder: DataFolder, store: string): void {
  const file = join(folder.path, "stack.json");
  const known = readStore(folder, file);
  if (known === store) return;
  if (known === undefined) {
    writeAtomically(file, JSON.stringify({ mongodb: store }));
    return;
  }
  throw new LauncherError(
    `The data in ${folder.path} belongs to ${known}, but now it would be ${store}. Put ${known} back (PATH, MONGODB_URI), ` +
      `use another folder (ZERQ_DATA_DIRECTORY=<folder> npm start), or start afresh (everything in it is lost): rm -rf ${folder.path}`,
  );
}

function readStore(folder: DataFolder, file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { mongodb } = JSON.parse(readFileSync(file, "utf8")) as { mongodb?: unknown };
    if (typeof mongodb === "string") return mongodb;
  } catch {
    // Said below, like any other content.
  }
  throw new LauncherError(`${file} is damaged: ${startAfresh(folder)}`);
}

/** A reader sees the old content or the new one, never a part; only its owner can read it. */
export function writeAtomically(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
