import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { InstanceJob } from "./instance-process.ts";

export type Child = {
  process: ChildProcess;
  lines: Record<string, unknown>[];
  /** Waits for a line that has this member. @throws when the process ends first */
  said(member: string): Promise<Record<string, unknown>>;
  exited: Promise<void>;
  kill(): Promise<void>;
};

/** Starts an instance in a process of its own. */
export function startInstanceProcess(job: InstanceJob): Child {
  const script = fileURLToPath(new URL("./instance-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=zerq-source", script, JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: Record<string, unknown>[] = [];
  const watchers = new Set<() => void>();
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  if (child.stdout !== null) {
    createInterface(child.stdout).on("line", (line) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
      for (const look of watchers) look();
    });
  }
  return {
    process: child,
    lines,
    exited,
    said: (member) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find((candidate) => member in candidate);
          if (line === undefined) return;
          watchers.delete(look);
          resolve(line);
        };
        watchers.add(look);
        void exited.then(() => reject(new Error(`the process ended without saying ${member}`)));
        look();
      }),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
