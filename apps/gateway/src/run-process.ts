import cluster from "node:cluster";
import { createLogger } from "@zerq/logging/logger";
import { readSettings, readWorkerIdentity } from "./env.ts";

/**
 * The gateway's composition root: one primary that supervises, and a worker for each core that serves. Each loads its own
 * half only: loading is most of the time that a start takes.
 */
const settings = readSettings();
const identity = cluster.isPrimary ? undefined : readWorkerIdentity();
const logger = createLogger({ service: "gateway", level: settings.LOG_LEVEL });

if (identity === undefined) {
  const { runPrimary } = await import("./workers/primary.ts");
  await runPrimary(settings, logger).catch((error: unknown) => {
    process.stderr.write(`gateway can't start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
} else {
  const { runWorker } = await import("./workers/worker.ts");
  await runWorker(settings, identity, logger.child({ worker: identity.workerId }));
}
