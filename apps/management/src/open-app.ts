import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { EgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import type { Registry } from "prom-client";
import { createAccessTrail } from "./audit/access-trail.ts";
import { createRefusalLog } from "./audit/refusal-log.ts";
import type { ManagementSettings } from "./env.ts";
import { type ApiServices, apiRoutes } from "./http/api-routes.ts";
import type { AppOptions } from "./http/app.ts";
import { createHttpMetrics } from "./http/http-metrics.ts";
import type { Idempotency } from "./http/idempotency.ts";
import { renderOpenApi } from "./http/openapi.ts";
import { openSignIn } from "./open-sign-in.ts";
import type { OnStop, Stores } from "./open-stores.ts";

/** Where the console's build puts its files; its package is a dependency so that it is built before this one. */
function consoleDirectory(): string {
  return join(dirname(createRequire(import.meta.url).resolve("@zerq/console/package.json")), "dist");
}

/** Everything that the HTTP app is made of: routes, sign-in, limits and the console's files. */
export function openApp(
  settings: ManagementSettings,
  stores: Stores,
  egress: EgressGuard,
  parts: { services: ApiServices; idempotency: Idempotency; registry: Registry; logger: Logger },
  onStop: OnStop,
): AppOptions {
  const { services, idempotency, registry, logger } = parts;
  const trail = createAccessTrail(stores.connection, logger);
  onStop(() => trail.close());
  const refusals = createRefusalLog(trail);
  onStop(() => refusals.close());
  const routes = apiRoutes(services);
  return {
    ...openSignIn(settings, stores, egress, trail, logger),
    routes,
    refusals,
    document: renderOpenApi(routes),
    services: { idempotency, gateways: services.gateways },
    requestsPerMinute: settings.MANAGEMENT_REQUESTS_PER_MINUTE,
    requestsPerMinuteOfAddress: settings.MANAGEMENT_REQUESTS_PER_MINUTE_OF_ADDRESS,
    metrics: createHttpMetrics(registry),
    baseUrl: settings.MANAGEMENT_BASE_URL,
    trustedProxies: settings.TRUSTED_PROXIES,
    corsOrigins: settings.MANAGEMENT_CORS_ALLOW_ORIGINS,
    consoleDirectory: consoleDirectory(),
    logger,
  };
}
