import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ClientsJob, FromClients, Memory, Start } from "./client-messages.ts";
import type { Effects } from "./effects.ts";

export type ClientProcess = {
  readonly pid: number;
  readonly clients: number;
  readonly starts: readonly Start[];
  /** Collects the garbage of the process and says what is left. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
};

/** Starts clients in a process of their own, and waits until all of them have a table. */
export async function startClients(job: ClientsJob, effects: Effects): Promise<ClientProcess> {
  const script = fileURLToPath(new URL("snapshot-clients.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(job)], {
    execArgv: ["--conditions=zerq-source", "--max-old-space-size=4096"],
  });
  const starts: Start[] = [];
  const answers: ((memory: Memory) => void)[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`a process of clients ended with ${code}`)));
    child.on("message", (message: FromClients) => {
      if (message.kind === "memory") answers.shift()?.(message.memory);
      if (message.kind === "effects")
        for (const { client, version, at } of message.effects)
          effects.add(job.names[client] ?? "", version, at);
      if (message.kind === "started" && starts.push(message.start) === job.names.length) resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    clients: job.names.length,
    starts,
    memory: () =>
      new Promise((resolve) => {
        answers.push(resolve);
        child.send("memory");
      }),
    stop: () => ended(child),
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.disconnect();
  });
}
