import { KeySource } from "@zerq/auth/key-source";
import { verifyLogoutToken } from "@zerq/auth/logout-token";
import { createOidcVerifier } from "@zerq/auth/oidc-verifier";
import type { EgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import type { AccessTrail } from "./audit/access-trail.ts";
import { type TokenReader, tokenReader } from "./auth/caller-of-token.ts";
import type { ManagementSettings } from "./env.ts";
import type { AppOptions } from "./http/app.ts";
import { openProviderExtras, type ProviderExtras } from "./open-keycloak.ts";
import type { Stores } from "./open-stores.ts";
import { createBackChannelLogout } from "./session/back-channel-logout.ts";
import { createProvider, type Provider } from "./session/provider.ts";
import { createSessionService } from "./session/session.service.ts";
import { createSessionStore } from "./session/session-store.ts";
import { createUseOnce } from "./session/use-once.ts";

type SignIn = Pick<AppOptions, "readToken" | "sessions" | "backChannelLogout" | "keycloakCallback">;

/** Whose word counts: the provider's tokens, the console's sessions, and how the provider ends them. */
export function openSignIn(
  settings: ManagementSettings,
  { connection, ring }: Stores,
  { fetch }: EgressGuard,
  trail: AccessTrail,
  logger: Logger,
): SignIn {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLOCK_SKEW: clockToleranceSeconds } = settings;
  const keys = new KeySource({
    issuer,
    jwksUri: undefined,
    fetch,
    onProblem: (reason) => logger.warn("the identity provider's keys can't be had", { issuer, reason }),
  });
  const store = createSessionStore(connection, ring, settings.ZERQ_DEPLOYMENT_ID);
  const useOnce = createUseOnce(connection);
  const extras = openProviderExtras(settings, { connection, keys, store, useOnce, trail });
  const readToken = openTokenReader(settings, fetch, keys, extras);
  const sessions = createSessionService({
    store,
    ring,
    baseUrl: settings.MANAGEMENT_BASE_URL,
    provider: openProvider(settings, fetch, extras),
    readToken,
    trail,
    requiredAcr: settings.OIDC_REQUIRED_ACR,
    idleMs: settings.CONSOLE_SESSION_IDLE,
    maxMs: settings.CONSOLE_SESSION_MAX,
    logger,
  });
  const verify = (token: string) =>
    verifyLogoutToken(token, { issuer, clientId, keys, clockToleranceSeconds });
  return {
    readToken,
    sessions,
    backChannelLogout: createBackChannelLogout({ store, useOnce, trail, verify }),
    keycloakCallback: extras.callback,
  };
}

function openTokenReader(
  settings: ManagementSettings,
  fetch: EgressGuard["fetch"],
  keys: KeySource,
  extras: ProviderExtras,
): TokenReader {
  const verifier = createOidcVerifier({
    issuer: settings.OIDC_ISSUER,
    audience: settings.OIDC_AUDIENCE,
    fetch,
    keys,
    clockToleranceSeconds: settings.OIDC_CLOCK_SKEW,
  });
  const rolesIn = { claim: settings.OIDC_ROLES_CLAIM, map: settings.OIDC_ROLE_MAP };
  return tokenReader(verifier, rolesIn, settings.OIDC_REQUIRED_ACR, extras.check);
}

function openProvider(
  settings: ManagementSettings,
  fetch: EgressGuard["fetch"],
  { tokenParameters }: ProviderExtras,
): Provider {
  return createProvider({
    issuer: settings.OIDC_ISSUER,
    clientId: settings.OIDC_CLIENT_ID,
    clientSecret: settings.OIDC_CLIENT_SECRET,
    scope: settings.OIDC_SCOPE,
    requiredAcr: settings.OIDC_REQUIRED_ACR,
    baseUrl: settings.MANAGEMENT_BASE_URL,
    tokenParameters,
    clockToleranceSeconds: settings.OIDC_CLOCK_SKEW,
    fetch,
  });
}
