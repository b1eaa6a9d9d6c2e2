import type { RequestListener } from "node:http";
import { createEgressGuard, type EgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import { listen } from "@zerq/service/listen";
import { operationsListener } from "@zerq/service/operations-listener";
import { collectDefaultMetrics, Registry } from "prom-client";
import { timedChanges } from "./changes-metrics.ts";
import { closeInOrder } from "./close-in-order.ts";
import type { ManagementSettings } from "./env.ts";
import { createApp } from "./http/app.ts";
import { createIdempotency } from "./http/idempotency.ts";
import { createInternalApp } from "./http/internal-app.ts";
import { followPlaneKeys, openPlaneKeys } from "./keys/plane-keys.ts";
import { openApp } from "./open-app.ts";
import { openChanges } from "./open-changes.ts";
import { openPortalCalls } from "./open-portal-calls.ts";
import { openServices } from "./open-services.ts";
import { type OnStop, openStores, type Stores } from "./open-stores.ts";
import { ownAddresses } from "./own-addresses.ts";
import { refuseSettings } from "./refuse-settings.ts";
import type { ResourceContext } from "./resources/resource-kind.ts";

export type Management = {
  ports: Record<"api" | "internal" | "operations", number>;
  /** Takes nothing new, finishes what is running and closes everything in reverse order; see close-in-order.ts. */
  stop(): Promise<void>;
};

/** Bearer tokens of identity providers with many roles are long. */
const MAX_HEADER_BYTES = 32 * 1_024;

/**
 * The composition root: stores, then what works on them, then what listens.
 * @throws Error with one sentence when something that it needs isn't there
 */
export async function startManagement(settings: ManagementSettings, logger: Logger): Promise<Management> {
  const closers: (() => unknown)[] = [];
  let storesAnswer: () => Promise<unknown> = () => Promise.resolve();
  const stop = () => closeInOrder(closers.splice(0).reverse(), () => storesAnswer(), logger);
  try {
    const ports = await start(
      settings,
      logger,
      (close) => closers.push(close),
      (stores) => {
        storesAnswer = () => askStores(stores);
      },
    );
    return { ports, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  settings: ManagementSettings,
  logger: Logger,
  onStop: OnStop,
  onStores: (stores: Stores) => void,
): Promise<Management["ports"]> {
  refuseSettings(settings);
  const ports = portsOf(settings);
  const planeKeys = openPlaneKeys(settings);
  const egress = await openEgress(settings, [ports.internal, ports.operations]);
  const stores = await openStores(settings, planeKeys, egress, logger, onStop);
  onStores(stores);
  const context = resourceContext(settings, stores, egress);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const signer = planeKeys.signing;
  const parts = { signer, groups: settings.GATEWAY_GROUPS, registry, logger };
  const changes = timedChanges(await openChanges(stores, context, parts, onStop), registry);
  const idempotency = createIdempotency(stores.connection, stores.ring, changes);
  const services = await openServices(
    settings,
    stores,
    context,
    { changes: idempotency.changes, registry, signer, logger },
    onStop,
  );
  const app = openApp(settings, stores, egress, { services, idempotency, registry, logger }, onStop);

  const serve = async (listener: RequestListener, port: number, setting: string) => {
    const server = await listen(listener, {
      port,
      address: settings.ZERQ_BIND_ADDRESS,
      setting,
      maxHeaderBytes: MAX_HEADER_BYTES,
    });
    onStop(() => server.close());
  };
  let stopping = false;
  const notReady = () => (stopping ? "the service is stopping" : notReadyReason(stores));
  const operations = operationsListener({
    notReadyReason: notReady,
    metrics: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
    onError: (error) => logger.error("the operations port failed", { reason: String(error) }),
  });
  await serve(operations, ports.operations, "ZERQ_MANAGEMENT_OPERATIONS_PORT");
  const callParts = { context, changes, logs: services.logs, refusals: app.refusals };
  const portalCalls = openPortalCalls(stores, callParts);
  await serve(createInternalApp({ ...app, portalCalls }), ports.internal, "ZERQ_MANAGEMENT_INTERNAL_PORT");
  await serve(createApp(app), ports.api, "ZERQ_MANAGEMENT_PORT");
  // Closed first, so a balancer that asks sends nothing new while the rest is being finished.
  onStop(() => {
    stopping = true;
  });
  logger.info("management is ready", ports);
  return ports;
}

function portsOf(settings: ManagementSettings): Management["ports"] {
  const offset = settings.ZERQ_PORT_OFFSET;
  return {
    api: settings.ZERQ_MANAGEMENT_PORT + offset,
    internal: settings.ZERQ_MANAGEMENT_INTERNAL_PORT + offset,
    operations: settings.ZERQ_MANAGEMENT_OPERATIONS_PORT + offset,
  };
}

async function openEgress(
  settings: ManagementSettings,
  internalPorts: readonly number[],
): Promise<EgressGuard> {
  const urls = [settings.MONGODB_URI, settings.REDIS_URL, settings.REDIS_QUEUE_URL].flatMap((url) =>
    url === undefined ? [] : [url.reveal()],
  );
  const own = await ownAddresses(urls, internalPorts);
  const guard = createEgressGuard({ allow: settings.EGRESS_ALLOW, own });
  const refused = guard.checkUrl(settings.OIDC_ISSUER);
  if (refused !== undefined) throw new Error(`OIDC_ISSUER: ${refused.message}`);
  return guard;
}

function resourceContext(
  settings: ManagementSettings,
  { connection, ring, planeKeys }: Stores,
  egress: EgressGuard,
): ResourceContext {
  const addressKeys = planeKeys.portal.derive("address-hash");
  return {
    connection,
    ring,
    deployment: settings.ZERQ_DEPLOYMENT_ID,
    get snapshotKey() {
      return planeKeys.snapshot.used;
    },
    get addressKey() {
      return addressKeys.used;
    },
    get portalKeyName() {
      return planeKeys.portal.usedName;
    },
    onHead(head) {
      if (!planeKeys.isChanging) followPlaneKeys(planeKeys, head);
    },
    checkEgress: (url) => egress.checkUrl(url),
  };
}

/** @throws whatever they do when they can't be reached */
async function askStores({ connection, redis }: Stores): Promise<void> {
  await Promise.all([connection.db?.admin().command({ ping: 1 }), redis.ping()]);
}

function notReadyReason({ connection, redis, keeper }: Stores): string | undefined {
  if (connection.readyState !== 1) return "MongoDB can't be reached";
  if (redis.status !== "ready") return "Redis can't be reached";
  return keeper.notReady();
}
