import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "@zerq/dev-stack/free-port";
import type { testKeys } from "@zerq/test-kit/keys";
import { pause } from "../pause.ts";

const main = fileURLToPath(new URL("./portal-process.ts", import.meta.url));
const READY_WITHIN_MS = 120_000;

/** The developer portal as a process of its own, that can be stopped and started again. */
export type Portal = {
  readonly pid: number;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** @param environment beside the portal's own: the probes of whoever watches it */
export async function createPortal(
  { PORTAL_KEY, CONFIG_VERIFY_KEYS }: ReturnType<typeof testKeys>,
  urls: { redis: string; managementInternal: string },
  environment: Record<string, string>,
): Promise<Portal> {
  const [port, operations] = [await freePort(), await freePort()];
  let child: ChildProcess | undefined;
  return {
    get pid() {
      return child?.pid ?? 0;
    },
    async start() {
      child = spawn(process.execPath, ["--conditions=zerq-source", main], {
        env: {
          PATH: process.env.PATH,
          ...{ PORTAL_KEY, CONFIG_VERIFY_KEYS, ...environment, LOG_LEVEL: "error" },
          ...{ REDIS_URL: urls.redis, MANAGEMENT_INTERNAL_URL: urls.managementInternal },
          ...{
            ZERQ_BIND_ADDRESS: "127.0.0.1",
            SMTP_URL: "smtp://127.0.0.1:9",
            EGRESS_ALLOW: "127.0.0.0/8:*",
          },
          ...{ ZERQ_PORTAL_PORT: String(port), ZERQ_PORTAL_OPERATIONS_PORT: String(operations) },
          PORTAL_BASE_URL: `http://127.0.0.1:${port}`,
        },
        stdio: ["ignore", "inherit", "inherit"],
      });
      for (const deadline = performance.now() + READY_WITHIN_MS; ; await pause(50)) {
        const ready = await fetch(`http://127.0.0.1:${operations}/readyz`).catch(() => undefined);
        if (ready?.ok === true) return;
        if (performance.now() > deadline || child.exitCode !== null)
          throw new Error("the portal is not ready");
      }
    },
    async stop() {
      if (child === undefined || child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
