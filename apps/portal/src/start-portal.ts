import type { RequestListener } from "node:http";
import { createVerifier } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import { createRedisTransport } from "@zerq/service/follower-transport";
import { type Listening, listen } from "@zerq/service/listen";
import { operationsListener } from "@zerq/service/operations-listener";
import { connectRedis, keepConnecting, openRedis } from "@zerq/service/redis";
import { followCatalogue } from "./catalogue/follow-catalogue.ts";
import { createProjectionKeeper, keptFileOf } from "./catalogue/kept-projection.ts";
import type { PortalSettings } from "./env.ts";
import { createApp } from "./http/app.ts";
import { createManagementCalls } from "./management-calls.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import type { LimitNumbers } from "./sign-in/attempt-limits.ts";
import { createSignIn } from "./sign-in/create-sign-in.ts";
import { createDeliveries, type Deliveries, type DeliveriesOptions } from "./sign-in/deliveries.ts";
import { openPortalKey } from "./sign-in/portal-keys.ts";

export type PortalOptions = {
  settings: PortalSettings;
  log: Logger;
  /** The built apps/portal-web. */
  webDirectory: string;
  /** The clock of links and sessions. */
  now?: () => number;
  limits?: LimitNumbers;
  deliveries?: Omit<DeliveriesOptions, "onFailed">;
  /** Milliseconds between two looks at the projection's head. */
  pollMs?: number;
};

export type RunningPortal = { port: number; operationsPort: number; stop(): Promise<void> };

const DRAIN_MS = 10_000;

/**
 * Opens Redis, loads the projection and listens. With a projection that was kept it doesn't wait for Redis.
 * @throws Error with a sentence that says what to do: Redis, a taken port, a web interface that isn't built
 */
export async function startPortal(options: PortalOptions): Promise<RunningPortal> {
  const { redis, follower, keeper, app, operations, close } = composePortal(options);
  const { ZERQ_BIND_ADDRESS: address, ZERQ_PORT_OFFSET: offset, ...settings } = options.settings;
  let listening: Listening[] = [];

  async function listenOn(listener: RequestListener, port: number, setting: string): Promise<number> {
    const server = await listen(listener, { port: port + offset, address, setting });
    listening = [server, ...listening];
    return server.port;
  }

  async function stop(): Promise<void> {
    await Promise.all(listening.map((server) => server.close(DRAIN_MS)));
    await close();
  }

  try {
    await follower.startFromKept();
    const { loaded, version } = follower.status();
    if (loaded) options.log.info("the projection that was kept is in force until Redis is read", { version });
    // What was kept is enough to begin with; connecting goes on by itself, and until then /readyz says what is missing.
    if (loaded) await keepConnecting(redis);
    else await openRedis(redis, "REDIS_URL");
    await follower.start();
    const { ZERQ_PORTAL_PORT, ZERQ_PORTAL_OPERATIONS_PORT } = settings;
    const operationsPort = await listenOn(
      operations,
      ZERQ_PORTAL_OPERATIONS_PORT,
      "ZERQ_PORTAL_OPERATIONS_PORT",
    );
    const port = await listenOn(app, ZERQ_PORTAL_PORT, "ZERQ_PORTAL_PORT");
    // Nobody waits for it, and it goes on trying by itself.
    keeper?.start().catch((error: unknown) => options.log.error("the projection is not kept", { error }));
    return { port, operationsPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes all parts and puts them together; nothing connects or listens yet. */
function composePortal(options: PortalOptions) {
  const { settings, log, now = Date.now } = options;
  const onRedisError = (error: Error) => log.warn("Redis is away", { reason: error.message });
  const redis = connectRedis(settings.REDIS_URL, onRedisError);
  const subscriber = connectRedis(settings.REDIS_URL, onRedisError);
  const portalKey = openPortalKey(settings);
  const verifier = createVerifier(settings.CONFIG_VERIFY_KEYS);
  const keeper = createProjectionKeeper({ settings, portalKey, verifier, log });
  const { catalogue, follower } = followCatalogue({
    ...{ portalKey, verifier, kept: keptFileOf(settings, portalKey) },
    deployment: settings.ZERQ_DEPLOYMENT_ID,
    transport: createRedisTransport("portal", redis, subscriber),
    log,
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
  });
  const metrics = createMetrics(() => follower.status());
  const deliveries = openDeliveries(options, metrics);
  const notReadyReason = () => {
    const { loaded, lastError } = follower.status();
    return loaded ? undefined : `there is no verified config yet (${lastError ?? "nothing was published"})`;
  };
  const storeIsAway = () => redis.status !== "ready";
  const shared = { settings, log, redis, catalogue, metrics, now, notReadyReason, storeIsAway };
  const signIn = createSignIn({ ...shared, portalKey, deliveries, limits: options.limits });
  const askManagement = createManagementCalls({
    url: settings.MANAGEMENT_INTERNAL_URL,
    keys: signIn.keys.calls,
    deployment: settings.ZERQ_DEPLOYMENT_ID,
    log,
  });
  const app = createApp({
    ...shared,
    ...signIn,
    askManagement,
    baseUrl: settings.PORTAL_BASE_URL,
    gatewayUrl: settings.GATEWAY_PUBLIC_URL,
    trustedProxies: settings.TRUSTED_PROXIES,
    webDirectory: options.webDirectory,
  });
  const operations = operationsListener({
    notReadyReason: () => (storeIsAway() ? "Redis is away" : notReadyReason()),
    metrics: async () => ({
      text: await metrics.registry.metrics(),
      contentType: metrics.registry.contentType,
    }),
    onError: (error) => log.error("the operations port failed", { reason: String(error) }),
  });

  /** In the reverse order of their making. */
  async function close(): Promise<void> {
    await deliveries.close(DRAIN_MS);
    await keeper?.stop();
    await follower.stop();
    redis.disconnect();
    subscriber.disconnect();
  }
  return { redis, follower, keeper, app, operations, close };
}

function openDeliveries({ deliveries, log }: PortalOptions, metrics: Metrics): Deliveries {
  return createDeliveries({
    ...deliveries,
    onFailed(error) {
      metrics.countMail("failed");
      log.error("a sign-in mail could not be sent", { reason: String(error) });
    },
  });
}
