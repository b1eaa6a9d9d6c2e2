import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../free-port.ts";
import { askRedis } from "./ask-redis.ts";
import { findRedis } from "./binaries.ts";
import { type ProcessOptions, type StartedProcess, startProcess } from "./started-process.ts";

export type StartedRedis = StartedProcess & { url: string; port: number };

/**
 * Starts a Redis on the loopback interface that keeps its data (append-only file) and evicts nothing.
 * @param password none when it is not given
 */
export async function startRedis(options: {
  directory: string;
  port?: number;
  password?: string;
  process?: ProcessOptions;
}): Promise<StartedRedis> {
  const port = options.port ?? (await freePort());
  mkdirSync(options.directory, { recursive: true });
  const config = join(options.directory, "redis.conf");
  // The password goes into a file: arguments can be read by every user of the machine.
  writeFileSync(config, configuration(options.directory, port, options.password), { mode: 0o600 });
  const credentials = options.password === undefined ? "" : `:${options.password}@`;
  const url = `redis://${credentials}127.0.0.1:${port}`;
  const ready = async () => (await askRedis(url)) === "ready";
  const started = await startProcess(findRedis(), [config], options.process ?? {}, ready);
  return { ...started, port, url };
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
