import { fileURLToPath } from "node:url";
import { refuseOldNode } from "@zerq/env/node-version";
import { createLogger } from "@zerq/logging/logger";
import { readSettings } from "./env.ts";
import { startPortal } from "./start-portal.ts";

/** How long a stop may take before the process ends anyway. */
const STOP_WITHIN_MS = 25_000;

refuseOldNode("portal");
const settings = readSettings();
const log = createLogger({ service: "portal", level: settings.LOG_LEVEL });
const webDirectory = fileURLToPath(new URL("dist", import.meta.resolve("@zerq/portal-web/package.json")));

try {
  const portal = await startPortal({ settings, log, webDirectory });
  log.info("listening", { port: portal.port, operationsPort: portal.operationsPort });
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info("stopping", { signal });
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await portal.stop();
    log.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
} catch (error) {
  process.stderr.write(`portal can't start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
