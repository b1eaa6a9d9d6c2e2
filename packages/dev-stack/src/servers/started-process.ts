import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

export type StartedProcess = {
  pid: number;
  /** Resolves when the process is gone, however it ended. */
  exited: Promise<void>;
  /** SIGTERM, and SIGKILL when it is still there after `patienceMs`. */
  stop(patienceMs?: number): Promise<void>;
  /** The last lines that it printed. */
  tail(): string;
};

export type ProcessOptions = {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** In a process group of its own, so that Ctrl-C in a terminal reaches only the one who started it. */
  detached?: boolean;
  /** Where its output goes, appended; kept in memory when it is not given. */
  logFile?: string;
  /** Called as soon as it has a process id, before it is ready. */
  onSpawn?: (pid: number) => void;
};

/**
 * Starts a program and waits until `ready` says so.
 * @throws Error with the program's last lines when it exits first or isn't ready in time
 */
export async function startProcess(
  command: string,
  parameters: readonly string[],
  { logFile, onSpawn, ...spawnOptions }: ProcessOptions,
  ready: () => Promise<boolean>,
  patienceMs = 60_000,
): Promise<StartedProcess> {
  const output = logFile === undefined ? "pipe" : openSync(logFile, "a", 0o600);
  const child = spawn(command, parameters, { ...spawnOptions, stdio: ["ignore", output, output] });
  if (typeof output === "number") closeSync(output);
  const tail = logFile === undefined ? keepTail(child) : () => tailOf(logFile);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  if (child.pid !== undefined) onSpawn?.(child.pid);
  const started: StartedProcess = {
    pid: child.pid ?? -1,
    exited,
    tail,
    async stop(stopPatienceMs = 10_000) {
      if (gone) return;
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), stopPatienceMs);
      await exited;
      clearTimeout(force);
    },
  };
  const deadline = Date.now() + patienceMs;
  while (!(await ready())) {
    if (gone) throw new Error(`${command} ended before it was ready:\n${tail()}`);
    if (Date.now() > deadline) {
      await started.stop(1_000);
      throw new Error(`${command} was not ready in ${patienceMs / 1000} s:\n${tail()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return started;
}

const TAIL_LENGTH = 4_000;

function keepTail(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-TAIL_LENGTH);
    });
  }
  return () => text.trimEnd();
}

function tailOf(file: string): string {
  try {
    return readFileSync(file, "utf8").slice(-TAIL_LENGTH).trimEnd();
  } catch {
    return "";
  }
}
