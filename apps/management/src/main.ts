import { refuseOldNode } from "@zerq/env/node-version";
import { createLogger } from "@zerq/logging/logger";
import { readSettings } from "./env.ts";
import { startManagement } from "./start-management.ts";

/** How long a stop may take before the process ends anyway. */
const STOP_WITHIN_MS = 25_000;

refuseOldNode("management");
const settings = readSettings();
const logger = createLogger({ service: "management", level: settings.LOG_LEVEL });

try {
  const management = await startManagement(settings, logger);
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, async () => {
      if (stopping) return;
      stopping = true;
      logger.info("stopping", { signal });
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      await management.stop();
      process.exit(0);
    });
  }
} catch (error) {
  logger.debug("the start failed", { error });
  process.stderr.write(`management can't start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
