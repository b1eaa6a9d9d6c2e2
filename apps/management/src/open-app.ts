import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createOidcVerifier } from "@zerq/auth/oidc-verifier";
import type { EgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import type { Registry } from "prom-client";
import { type TokenReader, tokenReader } from "./auth/caller-of-token.ts";
import type { ManagementSettings } from "./env.ts";
import { type ApiServices, apiRoutes } from "./http/api-routes.ts";
import type { AppOptions } from "./http/app.ts";
import { createHttpMetrics } from "./http/http-metrics.ts";
import type { Idempotency } from "./http/idempotency.ts";
import { renderOpenApi } from "./http/openapi.ts";
import type { Stores } from "./open-stores.ts";
import { createProvider } from "./session/provider.ts";
import { createSessionService, type SessionService } from "./session/session.service.ts";

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
): AppOptions {
  const { services, idempotency, registry, logger } = parts;
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = settings;
  const verifier = createOidcVerifier({ issuer, audience, fetch: egress.fetch });
  const readToken = tokenReader(verifier, settings.OIDC_ROLES_CLAIM, settings.OIDC_REQUIRED_ACR);
  const routes = apiRoutes(services);
  return {
    routes,
    document: renderOpenApi(routes),
    services: { idempotency, gateways: services.gateways },
    readToken,
    sessions: openSessions(settings, stores, egress, readToken, logger),
    requestsPerMinute: settings.MANAGEMENT_REQUESTS_PER_MINUTE,
    metrics: createHttpMetrics(registry),
    baseUrl: settings.MANAGEMENT_BASE_URL,
    trustedProxies: settings.TRUSTED_PROXIES,
    corsOrigins: settings.MANAGEMENT_CORS_ALLOW_ORIGINS,
    consoleDirectory: consoleDirectory(),
    logger,
  };
}

function openSessions(
  settings: ManagementSettings,
  { connection, ring }: Stores,
  egress: EgressGuard,
  readToken: TokenReader,
  logger: Logger,
): SessionService {
  const { MANAGEMENT_BASE_URL: baseUrl, OIDC_REQUIRED_ACR: requiredAcr } = settings;
  const provider = createProvider({
    issuer: settings.OIDC_ISSUER,
    clientId: settings.OIDC_CLIENT_ID,
    clientSecret: settings.OIDC_CLIENT_SECRET,
    scope: settings.OIDC_SCOPE,
    requiredAcr,
    baseUrl,
    fetch: egress.fetch,
  });
  return createSessionService({
    connection,
    ring,
    deployment: settings.ZERQ_DEPLOYMENT_ID,
    baseUrl,
    provider,
    readToken,
    requiredAcr,
    idleMs: settings.CONSOLE_SESSION_IDLE,
    maxMs: settings.CONSOLE_SESSION_MAX,
    logger,
  });
}
