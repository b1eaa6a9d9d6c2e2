import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "@zerq/test-kit/free-port";

const main = fileURLToPath(new URL("../../gateway/src/main.ts", import.meta.url));

export type GatewayProcess = {
  url: string;
  operationsUrl: string;
  pid: number;
  /** The status of its readiness; 0 while it doesn't listen. */
  readiness(): Promise<number>;
  /** What it has logged so far. */
  output(): string;
  stop(): Promise<void>;
};

/** A gateway as a process of its own, with one worker. @param clockOffsetMs how far its clock is ahead */
export async function startGateway(env: Record<string, string>, clockOffsetMs = 0): Promise<GatewayProcess> {
  const [port, tlsPort, operationsPort] = [await freePort(), await freePort(), await freePort()];
  const clock = `const now = Date.now; Date.now = () => now() + ${clockOffsetMs}`;
  const child = spawn(process.execPath, ["--conditions=zerq-source", main], {
    env: {
      PATH: process.env.PATH,
      GATEWAY_WORKERS: "1",
      ZERQ_BIND_ADDRESS: "127.0.0.1",
      ZERQ_GATEWAY_PORT: String(port),
      ZERQ_GATEWAY_TLS_PORT: String(tlsPort),
      ZERQ_GATEWAY_OPERATIONS_PORT: String(operationsPort),
      EGRESS_ALLOW: "127.0.0.0/8:*",
      // Workers inherit it.
      ...(clockOffsetMs === 0
        ? {}
        : { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}` }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const exited = once(child, "exit");
  const operationsUrl = `http://127.0.0.1:${operationsPort}`;
  return {
    url: `http://127.0.0.1:${port}`,
    operationsUrl,
    pid: child.pid ?? 0,
    readiness: () =>
      fetch(`${operationsUrl}/readyz`).then(
        ({ status }) => status,
        () => 0,
      ),
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
