import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";

/**
 * Runs a program of the checkout on this terminal and ends as it ends. The IPC channel tells it when this process is gone.
 * @throws CliError when this isn't a checkout
 */
export async function runInCheckout(root: string, script: string): Promise<void> {
  if (!existsSync(join(root, script))) {
    throw new CliError(`This works in a checkout of Zerq only: there is no ${script} in ${root}.`);
  }
  const child = spawn(process.execPath, ["--conditions=zerq-source", join(root, script)], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
