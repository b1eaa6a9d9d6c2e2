import { deriveKeys } from "@zerq/crypto/shared-keys";
import type { Signer } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import type { Registry } from "prom-client";
import { createAuditTrail } from "./audit/audit-trail.ts";
import { createCheckpointer } from "./audit/checkpointer.ts";
import { groupsOf } from "./changes/audiences.ts";
import type { ChangeLog } from "./changes/change-log.ts";
import { readHead } from "./changes/head.ts";
import { createConfigService } from "./config/config.service.ts";
import { createRestore } from "./config/restore/restore.service.ts";
import type { ManagementSettings } from "./env.ts";
import { watchExpiries } from "./expiry-metrics.ts";
import { answerClocks } from "./gateways/answer-clocks.ts";
import { createGatewayCommands, type GatewayCommands } from "./gateways/gateway-commands.ts";
import { watchGateways } from "./gateways/gateway-metrics.ts";
import { createGatewayRegistry, type GatewayRegistry } from "./gateways/gateway-registry.ts";
import type { ApiServices } from "./http/api-routes.ts";
import { createExport } from "./imports/export-openapi.ts";
import { createImportService } from "./imports/import.service.ts";
import { createJobRunner } from "./jobs/job-runner.ts";
import { keyUpkeep } from "./jobs/key-upkeep.ts";
import { requestLogRetention } from "./jobs/request-log-retention.ts";
import { createKeyService } from "./keys/key-service.ts";
import { createPlaneKeyChange } from "./keys/plane-key-change.ts";
import { createRequestLogIngest, type RequestLogIngest } from "./logs/request-log-ingest.ts";
import { createRequestLogReader } from "./logs/request-log-reader.ts";
import { createViewBodies } from "./logs/view-bodies.ts";
import type { OnStop, Stores } from "./open-stores.ts";
import { createEpochService } from "./publishing/epoch.service.ts";
import { createVersionHistory } from "./publishing/version-history.ts";
import { createQuotaKeeper } from "./quotas/quota-keeper.ts";
import { readSigningKey } from "./read-signing-key.ts";
import { duplicateCollection } from "./resources/collections/duplicate-collection.ts";
import { createTestCredentials } from "./resources/credentials/test-credential.ts";
import { createTestThrottle } from "./resources/credentials/test-throttle.ts";
import { killVersion } from "./resources/profiles/kill-version.ts";
import { rotateVersions } from "./resources/profiles/rotate-versions.ts";
import type { ResourceContext } from "./resources/resource-kind.ts";
import { createServices } from "./resources/services.ts";
import { watchServices } from "./service-metrics.ts";

type ServiceParts = {
  changes: ChangeLog;
  registry: Registry;
  /** Of CONFIG_SIGNING_KEY: signs commands. */
  signer: Signer;
  logger: Logger;
};

/** What the routes work on, with what runs beside them: audit checkpoints, counts of quotas, gateway reports, request logs, jobs. */
export async function openServices(
  settings: ManagementSettings,
  stores: Stores,
  context: ResourceContext,
  { changes, registry, signer, logger }: ServiceParts,
  onStop: OnStop,
): Promise<ApiServices> {
  const { connection } = stores;
  const { deployment } = context;
  const signing = readSigningKey("AUDIT_SIGNING_KEY", settings.AUDIT_SIGNING_KEY);
  for (const chain of ["config", "access"] as const) {
    const checkpointer = createCheckpointer({ connection, ...signing, deployment, chain, logger });
    checkpointer.start();
    onStop(() => checkpointer.stop());
  }
  const quotas = createQuotaKeeper({ connection, redis: stores.redis, logger });
  quotas.start();
  onStop(() => quotas.stop());
  const gateways = await openGateways(stores, context, { signer, logger }, onStop);
  const commands = await openCommands(stores, context, { gateways, signer, logger }, onStop);
  const ingest = takeInLogs(stores, logger, onStop);
  watchExpiries(registry, connection, logger);
  const currentVersion = async () => (await readHead(connection)).version;
  watchServices(registry, ingest, quotas);
  watchGateways(registry, gateways, currentVersion);
  const { keeper, meter } = stores;
  const planeChange = createPlaneKeyChange({ context, keys: stores.planeKeys, changes, gateways, logger });
  planeChange.start();
  onStop(() => planeChange.stop());
  const keys = { resources: context, changes, keeper, meter, planeChange, gateways };
  const jobs = createJobRunner({
    url: settings.REDIS_QUEUE_URL ?? settings.REDIS_URL,
    jobs: [requestLogRetention(connection, settings.REQUEST_LOG_RETENTION), keyUpkeep(keys)],
    logger,
  });
  onStop(() => jobs.stop());
  await jobs.start();
  const logs = createRequestLogReader(connection);
  return {
    resources: createServices(context, changes),
    config: createConfigService(context, changes),
    imports: createImportService(context, changes),
    exportOpenApi: createExport(context, settings.GATEWAY_PUBLIC_URL),
    duplicate: (...call) => duplicateCollection(context, changes, ...call),
    rotations: {
      rotateToken: (...call) => rotateVersions(context, changes, "token", ...call),
      killVersion: (...call) => killVersion(context, changes, ...call),
      rotateSecret: (...call) => rotateVersions(context, changes, "secret", ...call),
    },
    testCredential: createTestCredentials(context, changes, commands, createTestThrottle(stores.redis)),
    audit: createAuditTrail({ connection, verifier: signing.verifier, deployment }),
    versions: createVersionHistory(connection),
    epochs: createEpochService({ connection, redis: stores.redis, changes, gateways }),
    restore: createRestore(context, changes),
    logs,
    viewBodies: createViewBodies(logs, changes),
    gateways,
    keys: createKeyService(keys),
    currentVersion,
  };
}

async function openGateways(
  { connection, redis, subscriber, planeKeys }: Stores,
  { deployment }: ResourceContext,
  { signer, logger }: { signer: Signer; logger: Logger },
  onStop: OnStop,
): Promise<GatewayRegistry> {
  const keys = deriveKeys(planeKeys.snapshot.all, "reports");
  const gateways = createGatewayRegistry({
    ...{ redis, subscriber, keys, logger },
    readGroups: async () => groupsOf((await readHead(connection)).audienceHashes),
    onHeard: answerClocks({ redis, signer, deployment }),
  });
  onStop(() => gateways.stop());
  await gateways.start();
  return gateways;
}

async function openCommands(
  { redis, subscriber, planeKeys }: Stores,
  { deployment }: ResourceContext,
  parts: { gateways: GatewayRegistry; signer: Signer; logger: Logger },
  onStop: OnStop,
): Promise<GatewayCommands> {
  const commands = createGatewayCommands({
    ...{ redis, subscriber, deployment, snapshotKeys: planeKeys.snapshot },
    ...parts,
  });
  onStop(() => commands.stop());
  await commands.start();
  return commands;
}

function takeInLogs(
  { connection, redis, blocking, planeKeys }: Stores,
  logger: Logger,
  onStop: OnStop,
): RequestLogIngest {
  const ingest = createRequestLogIngest({
    connection,
    redis,
    blocking,
    keys: deriveKeys(planeKeys.snapshot.all, "logs"),
    logger,
  });
  ingest.start();
  onStop(() => ingest.stop());
  return ingest;
}
