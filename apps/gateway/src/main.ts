import cluster from "node:cluster";
import { createLogger } from "@zerq/logging/logger";
import { readSettings, readWorkerIdentity } from "./env.ts";
import { runPrimary } from "./workers/primary.ts";
import { runWorker } from "./workers/worker.ts";

/** The gateway's composition root: one primary that supervises, and a worker for each core that serves. */
const settings = readSettings();
const identity = cluster.isPrimary ? undefined : readWorkerIdentity();
const logger = createLogger({ service: "gateway", level: settings.LOG_LEVEL });

if (identity === undefined) {
  await runPrimary(settings, logger).catch((error: unknown) => {
    process.stderr.write(`gateway can't start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
} else {
  await runWorker(settings, identity, logger.child({ worker: identity.workerId }));
}
