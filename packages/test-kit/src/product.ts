import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isTaken } from "@zerq/dev-stack/free-port";
import type { DevJson } from "@zerq/dev-stack/launcher/dev-json";
import { type PortName, portTable } from "@zerq/dev-stack/launcher/ports";

export type { DevJson };

export type Product = {
  dev: DevJson;
  /** The launcher's process id; the services are below it. */
  pid: number;
  dataDirectory: string;
  /** Everything the launcher printed so far. */
  output(): string;
  stop(): Promise<void>;
};

export type ProductOptions = {
  /** By `npm start`, as people do, instead of the launcher itself; `pid` is npm's then. */
  throughNpm?: boolean;
  /** Keep data here; a folder of its own, removed at stop, when not given. */
  dataDirectory?: string;
  portOffset?: number;
  env?: Record<string, string>;
  log?: (line: string) => void;
  /** Milliseconds until it gives up; the first start builds both web interfaces. */
  patienceMs?: number;
};

const root = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Starts the launcher behind `npm start` and waits for its `dev.json`.
 * @throws when it exits first or isn't ready in time, with what it printed
 */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), "zerq-product-"));
  const portOffset = options.portOffset ?? (await freePortOffset());
  const child = spawnLauncher({ ...options, dataDirectory, portOffset });
  const output = collectOutput(child, options.log);
  try {
    const dev = await ready(child, join(dataDirectory, "dev.json"), output, options.patienceMs ?? 240_000);
    if (child.pid === undefined) throw new Error("the launcher has no process id");
    return {
      dev,
      pid: child.pid,
      dataDirectory,
      output,
      async stop() {
        await stop(child);
        if (options.dataDirectory === undefined) rmSync(dataDirectory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/**
 * Runs the launcher for a start that fails by itself.
 * @returns its exit code and what it printed
 */
export async function runLauncher(
  options: ProductOptions & { dataDirectory: string; portOffset: number },
): Promise<{ code: number | null; output: string }> {
  const child = spawnLauncher(options);
  const output = collectOutput(child, options.log);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output: output() };
}

function spawnLauncher(
  options: ProductOptions & { dataDirectory: string; portOffset: number },
): ChildProcess {
  const main = join(root, "packages/dev-stack/src/launcher/main.ts");
  const [command, parameters] =
    options.throughNpm === true ? ["npm", ["start"]] : [process.execPath, ["--conditions=zerq-source", main]];
  return spawn(command, parameters, {
    cwd: root,
    env: {
      ...process.env,
      ZERQ_DATA_DIRECTORY: options.dataDirectory,
      ZERQ_PORT_OFFSET: String(options.portOffset),
      [portTable.mongodb[0]]: String(stackPorts.mongodb),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function collectOutput(child: ChildProcess, log: ((line: string) => void) | undefined): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      for (const line of chunk.trimEnd().split("\n")) log?.(line);
    });
  }
  return () => text;
}

async function ready(
  child: ChildProcess,
  file: string,
  output: () => string,
  patienceMs: number,
): Promise<DevJson> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the launcher exited with ${child.exitCode ?? child.signalCode}:\n${output()}`);
    try {
      return JSON.parse(readFileSync(file, "utf8")) as DevJson;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`the product was not ready in ${patienceMs} ms:\n${output()}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await gone;
  clearTimeout(force);
}

/**
 * All ports of a stack stay below those that Linux gives to outgoing connections (32768), and above the last one that browsers
 * and `fetch` refuse to call (10080). MongoDB's is far from the others by default, and is brought beside them.
 */
const [LEAST_OFFSET, BEHIND_LAST_OFFSET] = [10_000, 22_000];
const stackPorts: Readonly<Record<PortName, number>> = {
  ...(Object.fromEntries(Object.entries(portTable).map(([name, [, port]]) => [name, port])) as Record<
    PortName,
    number
  >),
  mongodb: 2_900,
};

/** Where something of a started product listens. */
export function portOf(dev: Pick<DevJson, "management">, name: PortName): number {
  return Number(new URL(dev.management.url).port) - stackPorts.management + stackPorts[name];
}

/** An offset at which every port of the development stack is free, and stays so until it is listened on. */
export async function freePortOffset(): Promise<number> {
  const ports = Object.values(stackPorts);
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const offset = randomInt(LEAST_OFFSET, BEHIND_LAST_OFFSET);
    const taken = await Promise.all(ports.map((port) => isTaken(port + offset)));
    if (!taken.includes(true)) return offset;
  }
  throw new Error("found no free range of ports");
}
