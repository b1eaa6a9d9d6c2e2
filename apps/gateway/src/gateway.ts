import { setTimeout } from "node:timers/promises";
import { createRevocationSources } from "@zerq/auth/certificates/revocation-sources";
import { createKeySources } from "@zerq/auth/key-sources";
import { createVerifier } from "@zerq/crypto/signing";
import { createEgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import type { Registry } from "prom-client";
import { openCommands } from "./commands/open-commands.ts";
import { createConnections } from "./connections.ts";
import { type GatewaySettings, ownSecretFiles, type WorkerIdentity } from "./env.ts";
import { createEnvResolver } from "./env-resolver.ts";
import { createLimiter } from "./limits/create-limiter.ts";
import { createMetrics } from "./metrics/gateway-metrics.ts";
import { registerListeners } from "./metrics/listener-metrics.ts";
import { openListeners } from "./open-listeners.ts";
import { ownAddresses } from "./own-addresses.ts";
import { certificateSettings, pipelineSettings, snapshotKeysOf, upstreamSettings } from "./part-settings.ts";
import { createExchangeHandler } from "./request/exchange-handler.ts";
import { createPipeline } from "./request/pipeline.ts";
import { CaptureBudget } from "./request-log/capture/capture-budget.ts";
import { RequestLog } from "./request-log/request-log.ts";
import { createClockListener } from "./snapshot/clock-listener.ts";
import { ClockWatch } from "./snapshot/clock-watch.ts";
import { ConfigAge } from "./snapshot/config-age.ts";
import { type ConfigFollower, createConfigFollower } from "./snapshot/config-follower.ts";
import { describeWorker } from "./snapshot/describe-worker.ts";
import { keptFileOf } from "./snapshot/kept-config.ts";
import { createReporter } from "./snapshot/reporter.ts";
import { createSecretFiles } from "./snapshot/secret-files.ts";
import { createSecretOpener } from "./snapshot/secret-opener.ts";
import { SnapshotKeys } from "./snapshot/snapshot-keys.ts";
import type { HostSet } from "./tls/host-set.ts";
import { type Certificates, openCertificates } from "./tls/open-certificates.ts";
import { openTracing } from "./trace/open-tracing.ts";
import { openUpstream } from "./upstream/open-upstream.ts";

export type Gateway = {
  readonly port: number | undefined;
  readonly tlsPort: number | undefined;
  readonly registry: Registry;
  readonly configAge: ConfigAge;
  readonly clock: ClockWatch;
  /** Takes no more requests, lets those under way end, hands everything back and closes. */
  stop(): Promise<void>;
};

/** Milliseconds that a worker with a kept config waits for Redis before it serves from that. */
const KEPT_PATIENCE_MS = 300;

/** Everything of one serving process, in the order in which it opens; `stop` closes in reverse. */
export async function startGateway(
  settings: GatewaySettings,
  identity: WorkerIdentity,
  logger: Logger,
): Promise<Gateway> {
  const certificates = await openCertificates({ ...certificateSettings(settings), logger });
  const parts = createParts(settings, identity, logger, { own: await ownAddresses(settings), certificates });
  const { connections, config, configAge, commands, secretFiles, limiter, handler, reporter } = parts;
  const { requestLog, tracing, upstream, clock, clockListener } = parts;

  await config.startFromKept();
  const opened = connections.open();
  const following = opened.then(() => config.start());
  // Said from the beginning on: one that waits for its config for ever, since nobody has declared its group, must show. What
  // management may ask it to do is heard before.
  await commands.start();
  await clockListener.start();
  reporter.start();
  const limiting = opened.then(() => limiter.start());
  // What was kept may be old by now, so Redis is waited for; but not for long when it doesn't answer.
  await (config.status().loaded
    ? Promise.race([following, setTimeout(KEPT_PATIENCE_MS)])
    : Promise.all([following, limiting]));
  // A worker that has nothing to enforce must not take connections that another one could serve.
  await config.loaded;
  configAge.start();
  clock.start();
  secretFiles.start((names) => config.refreshFiles(names));
  // Before anybody can call: from here on a change must not count as applied without this worker.
  parts.serving.hasBegun = true;
  reporter.report();
  const listeners = await openListeners(settings, certificates, handler, whoIsAsked(settings, config));
  registerListeners(listeners, parts.metrics.registry);
  requestLog.start();
  tracing.exporter?.start();

  return {
    port: listeners.port,
    tlsPort: listeners.tlsPort,
    registry: parts.metrics.registry,
    configAge,
    clock,
    async stop() {
      listeners.drain();
      await handler.active.drain(settings.GATEWAY_DRAIN_TIMEOUT);
      await listeners.close();
      certificates?.close();
      await commands.stop();
      await requestLog.stop();
      await tracing.exporter?.stop();
      await upstream.close();
      parts.revocation.stop();
      await parts.providers.dispatcher().destroy();
      await limiter.stop();
      await reporter.stop();
      clockListener.stop();
      clock.stop();
      secretFiles.stop();
      configAge.stop();
      await config.stop();
      connections.close();
    },
  };
}

/** All parts, wired; nothing connects or listens yet. */
function createParts(
  settings: GatewaySettings,
  identity: WorkerIdentity,
  logger: Logger,
  { own, certificates }: { own: readonly string[]; certificates: Certificates | undefined },
) {
  const { workerId } = identity;
  const deployment = settings.ZERQ_DEPLOYMENT_ID;
  const connections = createConnections(settings.REDIS_URL, logger);
  const { redis, subscriber } = connections;
  const snapshotKeys = new SnapshotKeys(snapshotKeysOf(settings), deployment);
  const [logKeys, reportKeys] = [snapshotKeys.derive("logs"), snapshotKeys.derive("reports")];
  const limiter = createLimiter({
    redis: connections.limits,
    subscriber,
    onMode: (mode, why) => logger.info("the limiter has changed its mode", { mode, why }),
  });
  const requestLog = new RequestLog({
    redis,
    get key() {
      return logKeys.used;
    },
    workerId,
    intervalMs: settings.GATEWAY_LOG_INTERVAL,
    onError: (error) => logger.warn("request-log entries wait", { problem: error.message }),
  });
  const clock = new ClockWatch();
  const serving = { hasBegun: false };
  const notReady = () => {
    if (!serving.hasBegun) return "loading";
    if (configAge.isStale) return "stale";
    return clock.state === "unusable" ? "clock" : null;
  };
  const verifier = createVerifier(settings.CONFIG_VERIFY_KEYS);
  const keysHeld = { snapshotKeys, verifier };
  const about = { identity, group: settings.GATEWAY_GROUP, startedAt: Date.now(), limiter, ...keysHeld };
  const reporter = createReporter({
    redis,
    get key() {
      return reportKeys.used;
    },
    describe: () =>
      describeWorker({ ...about, config, certificates, health: upstream.health, clock, notReady }),
    willReport: (time) => clock.willReport(time),
  });
  const upstream = openUpstream({ ...upstreamSettings(settings), own });
  const secretFiles = createSecretFiles({
    directory: settings.GATEWAY_SECRETS_DIRECTORY,
    own: ownSecretFiles(),
  });
  const providers = createEgressGuard({ allow: settings.EGRESS_ALLOW, own });
  const keys = createKeySources({
    fetch: providers.fetch,
    onProblem: (issuer, problem) => logger.warn("an issuer's keys can't be fetched", { issuer, problem }),
  });
  const revocation = createRevocationSources({
    fetch: providers.fetch,
    onProblem: (url, problem) => logger.warn("a revocation list can't be fetched", { url, problem }),
    onChange() {
      handler.active.endWithdrawn(Date.now()).catch((error: unknown) => {
        logger.error("certificates under way can't be proved again", { problem: String(error) });
      });
    },
  });
  const resolveEnv = createEnvResolver(settings.GATEWAY_ENV_ALLOW);
  const opener = createSecretOpener(snapshotKeys.all, deployment, resolveEnv, secretFiles.resolve);
  const worker = { workerId, startedAt: about.startedAt };
  const plane = { redis, subscriber, deployment, verifier, opener, snapshotKeys, logger };
  const commands = openCommands({ ...plane, worker, guard: providers });
  const clockListener = createClockListener({ subscriber, verifier, deployment, worker, clock, logger });
  const config: ConfigFollower = createConfigFollower({
    ...plane,
    group: settings.GATEWAY_GROUP,
    kept: keptFileOf(settings),
    sources: { keys, revocation },
    onSwap() {
      handler.active.endRevoked(config.table);
      upstream.health.watch(config.compiler.healthTargets());
      reporter.report();
    },
    onHead: (time) => clock.seeHead(time),
  });
  const configAge = new ConfigAge(settings.MAX_SNAPSHOT_AGE, () => config.status().headTime);
  const captureBudget = new CaptureBudget(settings.GATEWAY_CAPTURE_MEMORY);
  const tracing = openTracing(settings, identity, logger);
  const spans = tracing.exporter;
  const metrics = createMetrics({
    limiter,
    requestLog,
    captureBudget,
    config,
    clock,
    notReady,
    certificates,
    upstream,
    spans,
  });
  const steps = createPipeline({
    limiter,
    captureBudget,
    configAge,
    forwarder: upstream.forwarder,
    traces: tracing.source,
    ...pipelineSettings(settings),
  });
  const handler = createExchangeHandler({ steps, config, requestLog, metrics, spans, workerId });
  return {
    connections,
    limiter,
    requestLog,
    reporter,
    config,
    configAge,
    clock,
    clockListener,
    serving,
    commands,
    secretFiles,
    metrics,
    tracing,
    upstream,
    handler,
    providers,
    revocation,
  };
}

/** The hosts of the setting, or those that the config in force asks for. Undefined: nobody is asked. */
function whoIsAsked(
  { GATEWAY_CLIENT_CERT_HOSTS: hosts }: GatewaySettings,
  { compiler }: ConfigFollower,
): (() => HostSet) | undefined {
  if (hosts === "off") return undefined;
  return hosts === "config" ? () => compiler.certificateHosts : () => hosts;
}
