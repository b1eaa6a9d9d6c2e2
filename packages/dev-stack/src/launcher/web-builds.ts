import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { startProcess } from "../servers/started-process.ts";
import type { DataFolder } from "./data-folder.ts";
import type { Environment } from "./env.ts";
import { LauncherError } from "./launcher-error.ts";
import { freshLogFile } from "./log-files.ts";
import { forgetProcess, recordProcess } from "./process-record.ts";
import { bareEnvironment } from "./service-environments.ts";
import { seconds } from "./supervisor.ts";

/** Both web interfaces, and what else their bundles are made of. */
const apps = ["apps/console", "apps/portal-web"];
const parts = ["packages/ui", "packages/api-client"];
const wholeProject = ["pnpm-lock.yaml", "tsconfig.base.json"];
/** Inside of dist, so that it goes wherever the build goes. */
const STAMP = ".zerq-sources";
/** Builds grow where git, the linter and the tests don't look. */
const UNFINISHED = ".zerq-build-";

/**
 * Builds each web interface whose `dist` is missing or older than its sources.
 * @throws LauncherError with the last lines of the build that failed
 */
export async function buildWebInterfaces(
  root: string,
  folder: DataFolder,
  env: Environment,
  log: (line: string) => void,
): Promise<void> {
  const outdated = apps.flatMap((app) => {
    const hash = sourceHash(root, [app, ...parts]);
    return builtFrom(root, app) === hash ? [] : [{ app, hash }];
  });
  if (outdated.length === 0) return;
  log(`Building ${outdated.map(({ app }) => app).join(" and ")} with vite …`);
  await Promise.all(outdated.map(({ app, hash }) => build(root, folder, env, app, hash, log)));
}

async function build(
  root: string,
  folder: DataFolder,
  env: Environment,
  app: string,
  hash: string,
  log: (line: string) => void,
): Promise<void> {
  const start = Date.now();
  const name = `build-${app.replace("apps/", "")}`;
  // Built beside its place and moved there, so that a build that is cut short, or another start, harms nothing.
  const fresh = join(root, app, `node_modules/${UNFINISHED}${process.pid}`);
  const run = await startProcess(
    process.execPath,
    [join(root, app, "node_modules/vite/bin/vite.js"), "build", "--outDir", fresh, "--emptyOutDir"],
    {
      cwd: join(root, app),
      env: { ...bareEnvironment(env), NODE_ENV: "production", NO_COLOR: "1" },
      detached: true,
      logFile: freshLogFile(folder.logs, name),
      onSpawn: (pid) => recordProcess(folder.run, name, pid),
    },
    async () => true,
  );
  await run.exited;
  forgetProcess(folder.run, name);
  if (!existsSync(join(fresh, "index.html"))) {
    rmSync(fresh, { recursive: true, force: true });
    throw new LauncherError(`${app} could not be built:\n${run.tail()}`);
  }
  writeFileSync(join(fresh, STAMP), hash);
  replace(join(root, app, "dist"), fresh);
  log(`${app.padEnd(12)} built (${seconds(start)})`);
}

function replace(dist: string, fresh: string): void {
  const old = `${fresh}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

function builtFrom(root: string, app: string): string | undefined {
  try {
    return readFileSync(join(root, app, "dist", STAMP), "utf8");
  } catch {
    return undefined;
  }
}

/** SHA-256 over names and contents of everything that goes into the bundle. */
function sourceHash(root: string, folders: readonly string[]): string {
  const hash = createHash("sha256");
  const files = folders.flatMap((folder) => sourceFiles(join(root, folder)));
  for (const file of [...files, ...wholeProject.map((name) => join(root, name))].sort()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name === "dist" || entry.name.startsWith(".")) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourceFiles(path) : [path];
  });
}

/** Where a half-done build of a killed launcher may lie; removed at the next start. */
export function removeUnfinishedBuilds(root: string): void {
  for (const app of apps) {
    const folder = join(root, app, "node_modules");
    for (const name of readdirSync(folder)) {
      if (name.startsWith(UNFINISHED)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}
