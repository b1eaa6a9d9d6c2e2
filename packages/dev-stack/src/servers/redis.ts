import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "../free-port.ts";
import { findRedis } from "./binaries.ts";
import { type StartedProcess, startProcess } from "./started-process.ts";

export type StartedRedis = StartedProcess & { url: string; port: number };

/**
 * Starts a Redis on the loopback interface that keeps its data (append-only file) and evicts nothing.
 * @param password none when it is not given
 */
export async function startRedis(options: {
  directory: string;
  port?: number;
  password?: string;
}): Promise<StartedRedis> {
  const port = options.port ?? (await freePort());
  mkdirSync(options.directory, { recursive: true });
  const config = join(options.directory, "redis.conf");
  // The password goes into a file: arguments can be read by every user of the machine.
  writeFileSync(config, configuration(options.directory, port, options.password), { mode: 0o600 });
  const started = await startProcess(findRedis(), [config], {}, () => answersPing(port, options.password));
  const credentials = options.password === undefined ? "" : `:${options.password}@`;
  return { ...started, port, url: `redis://${credentials}127.0.0.1:${port}` };
}

function configuration(directory: string, port: number, password: string | undefined): string {
  return [
    "bind 127.0.0.1",
    `port ${port}`,
    `dir "${directory}"`,
    "appendonly yes",
    "appendfsync everysec",
    'save ""',
    "maxmemory-policy noeviction",
    "daemonize no",
    ...(password === undefined ? [] : [`requirepass "${password}"`]),
    "",
  ].join("\n");
}

function answersPing(port: number, password: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const done = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(500, () => done(false));
    socket.once("error", () => done(false));
    socket.once("connect", () =>
      socket.write(`${password === undefined ? "" : `AUTH ${password}\r\n`}PING\r\n`),
    );
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (text.includes("+PONG")) done(true);
      else if (text.includes("LOADING")) done(false);
    });
  });
}
