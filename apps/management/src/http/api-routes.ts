import { auditRoutes } from "../audit/audit.routes.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import { configRoutes } from "../config/config.routes.ts";
import type { ConfigService } from "../config/config.service.ts";
import { restoreRoute } from "../config/restore/restore.route.ts";
import type { Restore } from "../config/restore/restore.service.ts";
import type { GatewayRegistry } from "../gateways/gateway-registry.ts";
import { gatewayRoutes } from "../gateways/gateways.routes.ts";
import { exportRoutes } from "../imports/export.routes.ts";
import type { ExportOpenApi } from "../imports/export-openapi.ts";
import { importRoutes } from "../imports/import.routes.ts";
import type { ImportService } from "../imports/import.service.ts";
import { type KeyService, keyRoutes } from "../keys/keys.routes.ts";
import { logRoutes } from "../logs/logs.routes.ts";
import type { RequestLogReader } from "../logs/request-log-reader.ts";
import type { ViewBodies } from "../logs/view-bodies.ts";
import { epochRoutes } from "../publishing/epoch.routes.ts";
import type { EpochService } from "../publishing/epoch.service.ts";
import type { VersionHistory } from "../publishing/version-history.ts";
import { versionRoutes } from "../publishing/versions.routes.ts";
import { clientRoutes } from "../resources/clients/client.routes.ts";
import { collectionRoutes, type Duplicate } from "../resources/collections/collection.routes.ts";
import { credentialRoutes } from "../resources/credentials/credential.routes.ts";
import type { TestCredentials } from "../resources/credentials/test-credential.ts";
import { policyRoutes } from "../resources/policies/policy.routes.ts";
import { profileRoutes, type Rotations } from "../resources/profiles/profile.routes.ts";
import { proxyRoutes } from "../resources/proxies/proxy.routes.ts";
import type { Services } from "../resources/services.ts";
import { settingsRoutes } from "../resources/settings/settings.routes.ts";
import { meRoute } from "./me.routes.ts";
import type { Route } from "./route.ts";

/** What the routes work on. */
export type ApiServices = {
  resources: Services;
  config: ConfigService;
  imports: ImportService;
  exportOpenApi: ExportOpenApi;
  duplicate: Duplicate;
  rotations: Rotations;
  testCredential: TestCredentials;
  audit: AuditTrail;
  versions: VersionHistory;
  epochs: EpochService;
  restore: Restore;
  logs: RequestLogReader;
  viewBodies: ViewBodies;
  gateways: GatewayRegistry;
  keys: KeyService;
  /** The newest committed config version. */
  currentVersion: () => Promise<number>;
};

/** Every route of the API. Building the list calls none of the services. */
export function apiRoutes(services: ApiServices): Route[] {
  const { resources } = services;
  return [
    meRoute,
    ...collectionRoutes(resources.collections, services.duplicate),
    ...proxyRoutes(resources.proxies),
    ...clientRoutes(resources.clients),
    ...profileRoutes(resources.profiles, services.rotations),
    ...policyRoutes(resources.policies),
    ...credentialRoutes(resources.credentials, services.testCredential),
    ...settingsRoutes(resources.settings),
    ...configRoutes(services.config),
    ...importRoutes(services.imports),
    ...exportRoutes(services.exportOpenApi),
    ...auditRoutes(services.audit),
    ...epochRoutes(services.epochs),
    ...versionRoutes(services.versions),
    restoreRoute(services.restore),
    ...logRoutes(services.logs, services.viewBodies),
    ...gatewayRoutes(services.gateways, services.currentVersion),
    ...keyRoutes(services.keys),
  ];
}
