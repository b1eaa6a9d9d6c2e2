import type { Logger } from "@zerq/logging/logger";
import { listen } from "@zerq/service/listen";
import { operationsListener } from "@zerq/service/operations-listener";
import { checkRedis } from "@zerq/service/redis";
import { AggregatorRegistry, Registry } from "prom-client";
import type { GatewaySettings } from "../env.ts";
import { registerKeeper } from "../metrics/keeper-metrics.ts";
import { createConfigKeeper } from "../snapshot/kept-config.ts";
import type { Supervisor } from "./supervisor.ts";

export type PrimaryServices = {
  /** Begins to keep the config for the next start. */
  keep(): void;
  close(): Promise<void>;
};

/** What the primary does besides supervising: it answers on the operations port for all workers, and keeps the config. */
export async function openPrimaryServices(
  settings: GatewaySettings,
  logger: Logger,
  supervisor: Supervisor,
): Promise<PrimaryServices> {
  // Without a file it was checked before there were workers.
  if (settings.GATEWAY_SNAPSHOT_FILE !== "")
    checkRedis(settings.REDIS_URL, "REDIS_URL").catch((error: Error) =>
      logger.warn("Redis can't be used; the gateway starts with the config that it has kept", {
        problem: error.message,
      }),
    );
  const keeper = createConfigKeeper(settings, logger);
  const own = new Registry();
  if (keeper !== undefined) registerKeeper(keeper, own);
  const aggregator = new AggregatorRegistry();
  const listener = operationsListener({
    notReadyReason: () => supervisor.notReadyReason(),
    async metrics() {
      const texts = [await aggregator.clusterMetrics(), await own.metrics()];
      return { text: texts.filter((text) => text !== "").join("\n"), contentType: aggregator.contentType };
    },
    onError: (error) => logger.error("the operations port failed", { problem: String(error) }),
  });
  const operations = await listen(listener, {
    port: settings.ZERQ_GATEWAY_OPERATIONS_PORT + settings.ZERQ_PORT_OFFSET,
    address: settings.ZERQ_BIND_ADDRESS,
    setting: "ZERQ_GATEWAY_OPERATIONS_PORT",
  });
  return {
    keep: () =>
      void keeper
        ?.start()
        .catch((error: unknown) => logger.error("config is not kept", { problem: String(error) })),
    async close() {
      await keeper?.stop();
      await operations.close(0);
    },
  };
}
