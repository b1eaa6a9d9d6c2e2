import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** `.zerq/dev.json`: what the launcher writes when everything is ready. */
export type DevJson = {
  gateway: { url: string; tlsUrl: string; operationsUrl: string };
  management: { url: string; operationsUrl: string };
  portal: { url: string };
  identityProvider: {
    issuer: string;
    users: { username: string; password: string; roles: string[] }[];
    tokenUrl: string;
    cliClientId: string;
  };
  mail: { url: string };
  upstream: { url: string };
  demo: {
    collectionId: string;
    proxyId: string;
    clientId: string;
    profileId: string;
    token: string;
    path: string;
    portalEmail: string;
  };
};

export type Product = {
  dev: DevJson;
  /** The launcher's process id; its children are the services. */
  pid: number;
  dataDirectory: string;
  /** Everything the launcher printed so far. */
  output(): string;
  stop(): Promise<void>;
};

export type ProductOptions = {
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
  const child = spawn(
    process.execPath,
    ["--conditions=zerq-source", join(root, "packages/dev-stack/src/launcher/main.ts")],
    {
      cwd: root,
      env: {
        ...process.env,
        ZERQ_DATA_DIRECTORY: dataDirectory,
        ZERQ_PORT_OFFSET: String(portOffset),
        ...options.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
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
    if (child.exitCode !== null) throw new Error(`the launcher exited with ${child.exitCode}:\n${output()}`);
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

/** The default ports of every service; an offset is good when all of them are free. */
const defaultPorts = [8080, 8443, 3000, 3010, 3001, 9090, 9091, 9092, 8081, 8025, 8026, 8090, 27117, 6479];

export async function freePortOffset(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const offset = 10_000 + Math.floor(Math.random() * 27_000);
    const free = await Promise.all(defaultPorts.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error("found no free range of ports");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
