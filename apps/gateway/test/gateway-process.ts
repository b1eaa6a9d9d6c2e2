import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePorts } from "./free-ports.ts";
import type { PublishedConfig } from "./published-config.ts";
import { eventually } from "./started-gateway.ts";

export type GatewayProcess = {
  pid: number;
  url: string;
  port: number;
  operationsUrl: string;
  operationsPort: number;
  output(): string;
  /** Process ids of the workers. */
  workers(): Promise<number[]>;
  exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
};

const fromSources = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** The gateway as it runs in production: a primary and its workers, on free ports. @param main its main file */
export async function startGatewayProcess(
  config: Pick<PublishedConfig, "keys">,
  redisUrl: string,
  env: Record<string, string> = {},
  main = fromSources,
): Promise<GatewayProcess> {
  const [port = 0, operationsPort = 0, tlsPort = 0] = await freePorts(3);
  const child = spawn(process.execPath, ["--conditions=zerq-source", main], {
    env: {
      ...process.env,
      ...config.keys,
      REDIS_URL: redisUrl,
      GATEWAY_WORKERS: "2",
      ZERQ_BIND_ADDRESS: "127.0.0.1",
      ZERQ_GATEWAY_PORT: String(port),
      ZERQ_GATEWAY_OPERATIONS_PORT: String(operationsPort),
      ZERQ_GATEWAY_TLS_PORT: String(tlsPort),
      EGRESS_ALLOW: "127.0.0.1:*",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collect(child);
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const kill = (signal: NodeJS.Signals) => child.kill(signal);
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    port,
    operationsUrl: `http://127.0.0.1:${operationsPort}`,
    operationsPort,
    output,
    exited,
    kill,
    workers: () => childrenOf(child.pid ?? 0),
    async stop() {
      kill("SIGTERM");
      await exited;
    },
  };
}

/** Waits until all workers serve. */
export async function untilReady(gateway: GatewayProcess): Promise<void> {
  await eventually("readiness", async () => ((await readiness(gateway)).ready ? true : undefined), 60_000);
}

export async function readiness(gateway: GatewayProcess): Promise<{ ready: boolean; reason?: string }> {
  try {
    return (await (await fetch(`${gateway.operationsUrl}/readyz`)).json()) as { ready: boolean };
  } catch {
    return { ready: false, reason: "nothing listens" };
  }
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}

async function childrenOf(pid: number): Promise<number[]> {
  const listing = spawn("ps", ["-A", "-o", "pid=,ppid="], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  listing.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await once(listing, "close");
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0);
}
