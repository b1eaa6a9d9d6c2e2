import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Builds the gateway as for production. @returns its main file, in `dist` of the directory */
export async function buildGateway(directory: string): Promise<string> {
  const outDir = join(directory, "dist");
  const vite = fileURLToPath(new URL("../node_modules/vite/bin/vite.js", import.meta.url));
  const options = ["build", root, "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
  await promisify(execFile)(process.execPath, [vite, ...options], { cwd: root });
  return join(outDir, "main.js");
}
