import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { createVerifier } from "@zerq/crypto/signing";
import { createEgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import type { Registry } from "prom-client";
import { createEnvResolver, type GatewaySettings, type WorkerIdentity } from "./env.ts";
import { createLimiter } from "./limits/create-limiter.ts";
import type { Limiter } from "./limits/limiter.ts";
import { createMetrics } from "./metrics/gateway-metrics.ts";
import { openListeners } from "./open-listeners.ts";
import { connectRedis, keepConnecting, type Redis } from "./redis.ts";
import { createExchangeHandler } from "./request/exchange-handler.ts";
import { createPipeline } from "./request/pipeline.ts";
import { createRequestLog, type RequestLog } from "./request-log/request-log.ts";
import { type ConfigFollower, createConfigFollower } from "./snapshot/config-follower.ts";
import { describeWorker } from "./snapshot/describe-worker.ts";
import { createReporter } from "./snapshot/reporter.ts";
import { createSecretOpener } from "./snapshot/secret-opener.ts";
import { createForwarder } from "./upstream/forwarder.ts";
import { createUpgrader } from "./upstream/upgrader.ts";
import { createUpstreamPools } from "./upstream/upstream-pools.ts";

export type Gateway = {
  readonly port: number;
  readonly tlsPort: number | undefined;
  readonly registry: Registry;
  /** Takes no more requests, lets those under way end, hands everything back and closes. */
  stop(): Promise<void>;
};

const SWEEP_POOLS_MS = 300_000;

/** Everything of one serving process, in the order in which it opens; `stop` closes in reverse. */
export async function startGateway(
  settings: GatewaySettings,
  identity: WorkerIdentity,
  logger: Logger,
): Promise<Gateway> {
  const connections = openConnections(settings, logger);
  const { redis, subscriber } = connections;
  const key = secretKey(settings.SNAPSHOT_KEY.reveal());
  const startedAt = Date.now();

  const limiter = createLimiter({
    redis: connections.limits,
    subscriber,
    onMode: (mode, why) => logger.info("the limiter has changed its mode", { mode, why }),
  });
  const requestLog = createRequestLog({
    redis,
    key: deriveKey(key, "logs"),
    workerId: identity.workerId,
    intervalMs: settings.GATEWAY_LOG_INTERVAL,
    onError: (error) => logger.warn("request-log entries wait", { problem: error.message }),
  });
  const reporter = createReporter({
    redis,
    key: deriveKey(key, "reports"),
    describe: () => describeWorker({ identity, group: settings.GATEWAY_GROUP, startedAt, limiter, config }),
  });
  const config: ConfigFollower = createConfigFollower({
    group: settings.GATEWAY_GROUP,
    deployment: settings.ZERQ_DEPLOYMENT_ID,
    verifier: createVerifier(settings.CONFIG_VERIFY_KEYS),
    redis,
    subscriber,
    opener: createSecretOpener(
      key,
      settings.ZERQ_DEPLOYMENT_ID,
      createEnvResolver(settings.GATEWAY_ENV_ALLOW),
    ),
    logger,
    onSwap: () => reporter.report(),
  });
  const metrics = createMetrics(metricSources(limiter, requestLog, config));
  const upstream = openUpstream(settings);
  const steps = createPipeline({ limiter, forwarder: upstream.forwarder, ...pipelineSettings(settings) });
  const handler = createExchangeHandler({ steps, config, requestLog, metrics, workerId: identity.workerId });

  await connections.open();
  await Promise.all([config.start(), limiter.start()]);
  // A worker that has nothing to enforce must not take connections that another one could serve.
  await config.loaded;
  const listeners = await openListeners(settings, handler);
  reporter.start();
  requestLog.start();

  return {
    port: listeners.port,
    tlsPort: listeners.tlsPort,
    registry: metrics.registry,
    async stop() {
      listeners.drain();
      await handler.idle(settings.GATEWAY_DRAIN_TIMEOUT);
      await listeners.close();
      await requestLog.stop();
      await upstream.close();
      await limiter.stop();
      await reporter.stop();
      await config.stop();
      connections.close();
    },
  };
}

function openConnections(settings: GatewaySettings, logger: Logger) {
  let isTold = false;
  const onError = (error: Error) => {
    if (!isTold) logger.warn("Redis can't be reached", { problem: error.message });
    isTold = true;
  };
  const open = () => connectRedis(settings.REDIS_URL, onError);
  // Limits have a connection of their own: a large batch of log entries must not stand before a lease.
  const all = { redis: open(), subscriber: open(), limits: open() };
  all.redis.on("ready", () => {
    isTold = false;
  });
  const each: Redis[] = Object.values(all);
  return {
    ...all,
    open: () => Promise.all(each.map(keepConnecting)),
    close() {
      for (const connection of each) connection.disconnect();
    },
  };
}

function openUpstream(settings: GatewaySettings) {
  const guard = createEgressGuard({
    allow: settings.EGRESS_ALLOW,
    own: [hostOf(settings.REDIS_URL.reveal())],
  });
  const connectMs = settings.GATEWAY_CONNECT_TIMEOUT;
  const pools = createUpstreamPools({ guard, connectMs });
  const sweep = setInterval(() => pools.sweep(), SWEEP_POOLS_MS);
  const forwarder = createForwarder(pools, createUpgrader(guard, connectMs), {
    maxBodyBytes: settings.GATEWAY_MAX_BODY_BYTES,
    headersMs: settings.GATEWAY_UPSTREAM_HEADERS_TIMEOUT,
    idleBodyMs: settings.GATEWAY_IDLE_BODY_TIMEOUT,
  });
  return {
    forwarder,
    close() {
      clearInterval(sweep);
      return pools.close();
    },
  };
}

function hostOf(redisUrl: string): string {
  const { hostname, port } = new URL(redisUrl);
  return `${hostname}:${port === "" ? "6379" : port}`;
}

function pipelineSettings(settings: GatewaySettings) {
  return {
    trustedProxies: settings.TRUSTED_PROXIES,
    allowedOrigins: settings.CORS_ALLOW_ORIGINS,
    maxUriBytes: settings.GATEWAY_MAX_URI_BYTES,
    maxHeaders: settings.GATEWAY_MAX_HEADERS,
    maxBodyBytes: settings.GATEWAY_MAX_BODY_BYTES,
  };
}

function metricSources(limiter: Limiter, requestLog: RequestLog, config: ConfigFollower) {
  return {
    limiter,
    configVersion: () => config.table.version,
    droppedLogEntries: () => requestLog.dropped(),
    problems: () => config.compiler.problems().length,
  };
}
