import cluster from "node:cluster";
import type { Logger } from "@zerq/logging/logger";
import { AggregatorRegistry } from "prom-client";
import type { GatewaySettings, WorkerIdentity } from "../env.ts";
import { type Gateway, startGateway } from "../gateway.ts";
import type { WorkerMessage } from "./messages.ts";

/** Milliseconds for what is under way when the primary has died: its successor wants the port. */
const ORPHAN_DRAIN_MS = 2_000;

/** Milliseconds that a worker which is told to stop while it starts may still take to begin. */
const STARTING_PATIENCE_MS = 500;

/** A serving process: it starts a gateway, tells the primary, and stops when it is told to, or when the primary is gone. */
export async function runWorker(
  settings: GatewaySettings,
  identity: WorkerIdentity,
  logger: Logger,
): Promise<void> {
  let isStopping = false;
  let hasStarted = false;
  // Its constructor begins to answer the primary's questions for metrics.
  new AggregatorRegistry();
  const starting = startGateway(settings, identity, logger);

  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    // One that waits for a config serves nobody, and may wait for ever.
    if (!hasStarted) setTimeout(() => hasStarted || process.exit(0), STARTING_PATIENCE_MS);
    void starting
      .then((gateway) => gateway.stop())
      .catch((error: unknown) => logger.error("stopping failed", { problem: String(error) }))
      .then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  cluster.worker?.once("disconnect", () => {
    // Without this mark node would end the process at once, in the middle of answers.
    if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
    logger.warn("the primary is gone");
    setTimeout(() => process.exit(1), ORPHAN_DRAIN_MS);
    stop();
  });

  try {
    const gateway = await starting;
    hasStarted = true;
    AggregatorRegistry.setRegistries(gateway.registry);
    watchReadiness(gateway, logger);
  } catch (error) {
    const reason = explain(error, settings);
    logger.error("the worker can't start", { reason });
    tell({ zerq: "fatal", reason }, () => process.exit(1));
  }
}

/** Tells the primary whether this worker is ready, now and whenever that changes. */
function watchReadiness({ configAge, clock }: Gateway, logger: Logger): void {
  const say = () => {
    if (configAge.isStale) tell({ zerq: "unready", why: "stale" });
    else if (clock.state === "unusable") tell({ zerq: "unready", why: "clock" });
    else tell({ zerq: "ready" });
  };
  configAge.onChange = say;
  clock.onChange = (state, offsetMs) => {
    logger.warn("what is proved of this clock has changed: it should be management's", { state, offsetMs });
    say();
  };
  if (clock.state !== "right") clock.onChange(clock.state, clock.offset());
  else say();
}

function tell(message: WorkerMessage, whenSent: () => void = () => undefined): void {
  process.send?.(message, undefined, undefined, whenSent);
}

function explain(error: unknown, settings: GatewaySettings): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code === "EADDRINUSE") {
    const isTls = port === settings.ZERQ_GATEWAY_TLS_PORT + settings.ZERQ_PORT_OFFSET;
    return `port ${port} is taken; ${isTls ? "ZERQ_GATEWAY_TLS_PORT" : "ZERQ_GATEWAY_PORT"} moves it`;
  }
  return error instanceof Error ? error.message : String(error);
}
