import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { eventually } from "./callers.ts";

const dev = inject("dev");

export type ServiceName = "mongodb" | "redis" | "management" | "gateway" | "portal" | "stand-ins";

const ready: Record<ServiceName, string[]> = {
  // The stores have no operations port: who uses them says when they are back.
  mongodb: [dev.management.operationsUrl],
  redis: [dev.management.operationsUrl, dev.gateway.operationsUrl, dev.portal.operationsUrl],
  management: [dev.management.operationsUrl],
  gateway: [dev.gateway.operationsUrl],
  portal: [dev.portal.operationsUrl],
  "stand-ins": [],
};

/** The process id that the launcher has recorded. */
export function pidOf(name: ServiceName): number {
  return Number(readFileSync(join(inject("dataDirectory"), "run", `${name}.pid`), "utf8").split("\n")[0]);
}

/**
 * Sends SIGKILL to a service and waits until the launcher has another one running that is ready.
 * @returns milliseconds from the signal to ready
 */
export async function killAndWait(name: ServiceName): Promise<number> {
  const old = pidOf(name);
  const start = performance.now();
  process.kill(old, "SIGKILL");
  await eventually(`another ${name}`, async () => newPid(name, old), 30_000);
  await untilReady(name);
  return performance.now() - start;
}

export async function untilReady(name: ServiceName): Promise<void> {
  for (const url of ready[name]) {
    await eventually(`${name} being ready`, () => isReady(`${url}/readyz`), 60_000);
  }
}

function newPid(name: ServiceName, old: number): number | undefined {
  try {
    const pid = pidOf(name);
    return pid > 0 && pid !== old ? pid : undefined;
  } catch {
    // Between two runs there is no record.
    return undefined;
  }
}

async function isReady(url: string): Promise<true | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.text();
    return answer.status === 200 ? true : undefined;
  } catch {
    return undefined;
  }
}
