import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

export type StartedProcess = {
  pid: number;
  /** Resolves when the process is gone, however it ended. */
  exited: Promise<void>;
  /** SIGTERM, and SIGKILL when it is still there after `patienceMs`. */
  stop(patienceMs?: number): Promise<void>;
  /** The last lines that it printed. */
  tail(): string;
};

/**
 * Starts a program and waits until `ready` says so.
 * @throws Error with the program's last lines when it exits first or isn't ready in time
 */
export async function startProcess(
  command: string,
  options: readonly string[],
  spawnOptions: SpawnOptions,
  ready: () => Promise<boolean>,
  patienceMs = 30_000,
): Promise<StartedProcess> {
  const child = spawn(command, options, { stdio: ["ignore", "pipe", "pipe"], ...spawnOptions });
  const tail = keepTail(child);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
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

function keepTail(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-8_000);
    });
  }
  return () => text.trimEnd();
}
