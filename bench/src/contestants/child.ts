import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

/** A started program that can be stopped by its own process id. */
export type Child = { pid: number; stop(): Promise<void> };

/**
 * Starts a program and waits until it accepts connections on `port`.
 * @throws when it exits or stays silent for 20 s.
 */
export async function startListening(
  command: string,
  options: readonly string[],
  port: number,
  spawnOptions: SpawnOptions = {},
): Promise<Child> {
  const child = spawn(command, options, { stdio: ["ignore", "ignore", "inherit"], ...spawnOptions });
  const deadline = Date.now() + 20_000;
  while (!(await accepts(port))) {
    if (child.exitCode !== null)
      throw new Error(`${command} exited with ${child.exitCode} before it listened`);
    if (Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`${command} did not listen on port ${port} within 20 s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (child.pid === undefined) throw new Error(`${command} has no process id`);
  return { pid: child.pid, stop: () => stopChild(child) };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(force);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
