import cluster from "node:cluster";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { availableParallelism, hostname } from "node:os";
import type { Logger } from "@zerq/logging/logger";
import type { GatewaySettings } from "../env.ts";
import { hasTlsListener, plainListenerMode, refuseSettings } from "../refuse-settings.ts";
import { checkPort } from "./check-port.ts";
import type { PrimaryServices } from "./primary-services.ts";
import { createSupervisor } from "./supervisor.ts";

/**
 * The process that serves nothing: it checks what would stop every worker, keeps the workers running, and answers on the
 * operations port for all of them.
 * @throws Error with a sentence for whoever starts the gateway
 */
export async function runPrimary(settings: GatewaySettings, logger: Logger): Promise<void> {
  refuseSettings(settings);
  const offset = settings.ZERQ_PORT_OFFSET;
  const host = settings.ZERQ_BIND_ADDRESS;
  const operationsPort = settings.ZERQ_GATEWAY_OPERATIONS_PORT + offset;
  if (plainListenerMode(settings) !== "off")
    await checkPort(host, settings.ZERQ_GATEWAY_PORT + offset, "ZERQ_GATEWAY_PORT");
  if (hasTlsListener(settings))
    await checkPort(host, settings.ZERQ_GATEWAY_TLS_PORT + offset, "ZERQ_GATEWAY_TLS_PORT");
  await checkPort(host, operationsPort, "ZERQ_GATEWAY_OPERATIONS_PORT");
  if (settings.GATEWAY_SNAPSHOT_FILE === "" || !existsSync(settings.GATEWAY_SNAPSHOT_FILE)) {
    const { checkRedis } = await import("@zerq/service/redis");
    await checkRedis(settings.REDIS_URL, "REDIS_URL");
  }

  // Where workers share one socket, the kernel gives connections to whoever accepts first; the primary never handles one.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  // http-proxy still calls util._extend, which Node announces to remove.
  cluster.setupPrimary({ execArgv: [...process.execArgv, "--disable-warning=DEP0060"] });
  const workers = settings.GATEWAY_WORKERS === 0 ? availableParallelism() : settings.GATEWAY_WORKERS;
  const instanceId = `${hostname()}:${settings.ZERQ_GATEWAY_PORT + offset}-${randomBytes(2).toString("hex")}`;
  let services: Promise<PrimaryServices> | undefined;
  const supervisor = createSupervisor({
    workers,
    instanceId,
    logger,
    graceMs: settings.GATEWAY_DRAIN_TIMEOUT + 5_000,
    // Not before: reading the file takes a processor from the workers, which read it as well.
    onServing: () => void services?.then(({ keep }) => keep()),
  });

  let stopping = false;
  const stop = async (exitCode: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await supervisor.stop();
    await services?.then(({ close }) => close());
    process.exit(exitCode);
  };
  process.on("SIGTERM", () => void stop(0));
  process.on("SIGINT", () => void stop(0));
  supervisor.start((reason) => {
    process.stderr.write(`gateway can't start: ${reason}\n`);
    void stop(1);
  });
  logger.info("gateway starts", { instanceId, workers, port: settings.ZERQ_GATEWAY_PORT + offset });
  // Loaded while the workers load theirs: that is most of the time that a start takes.
  services = import("./primary-services.ts").then(({ openPrimaryServices }) =>
    openPrimaryServices(settings, logger, supervisor),
  );
  await services;
}
