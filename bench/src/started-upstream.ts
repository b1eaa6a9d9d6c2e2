import { fileURLToPath } from "node:url";
import { freePort } from "@zerq/dev-stack/free-port";
import { type Child, startListening } from "./contestants/child.ts";

export type StartedUpstream = Child & { port: number };

/** One of the upstreams beside this file, in a process of its own, so that its work is nobody else's. */
export async function startUpstream(
  file: "upstream.ts" | "upstream-payload.ts" | "upstream-events.ts",
  ...options: number[]
): Promise<StartedUpstream> {
  const port = await freePort();
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = await startListening(process.execPath, [script, ...[port, ...options].map(String)], port);
  return { ...child, port };
}
