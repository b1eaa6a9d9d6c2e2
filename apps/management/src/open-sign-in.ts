import { KeySource } from "@zerq/auth/key-source";
import { verifyLogoutToken } from "@zerq/auth/logout-token";
import { createOidcVerifier } from "@zerq/auth/oidc-verifier";
import type { EgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import type { AccessTrail } from "./audit/access-trail.ts";
import { tokenReader } from "./auth/caller-of-token.ts";
import type { ManagementSettings } from "./env.ts";
import type { AppOptions } from "./http/app.ts";
import type { Stores } from "./open-stores.ts";
import { createBackChannelLogout } from "./session/back-channel-logout.ts";
import { createProvider } from "./session/provider.ts";
import { createSessionService } from "./session/session.service.ts";
import { createSessionStore } from "./session/session-store.ts";

/** Whose word counts: the provider's tokens, the console's sessions, and how the provider ends them. */
export function openSignIn(
  settings: ManagementSettings,
  { connection, ring }: Stores,
  egress: EgressGuard,
  trail: AccessTrail,
  logger: Logger,
): Pick<AppOptions, "readToken" | "sessions" | "backChannelLogout"> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_REQUIRED_ACR: requiredAcr } = settings;
  const { MANAGEMENT_BASE_URL: baseUrl, OIDC_CLOCK_SKEW: clockToleranceSeconds } = settings;
  const { fetch } = egress;
  const keys = new KeySource({
    issuer,
    jwksUri: undefined,
    fetch,
    onProblem: (reason) => logger.warn("the identity provider's keys can't be had", { issuer, reason }),
  });
  const verifier = createOidcVerifier({
    issuer,
    audience: settings.OIDC_AUDIENCE,
    fetch,
    keys,
    clockToleranceSeconds,
  });
  const rolesIn = { claim: settings.OIDC_ROLES_CLAIM, map: settings.OIDC_ROLE_MAP };
  const readToken = tokenReader(verifier, rolesIn, requiredAcr);
  const provider = createProvider({
    issuer,
    clientId,
    clientSecret: settings.OIDC_CLIENT_SECRET,
    scope: settings.OIDC_SCOPE,
    requiredAcr,
    baseUrl,
    clockToleranceSeconds,
    fetch,
  });
  const store = createSessionStore(connection, ring, settings.ZERQ_DEPLOYMENT_ID);
  const sessions = createSessionService({
    store,
    ring,
    baseUrl,
    provider,
    readToken,
    trail,
    requiredAcr,
    idleMs: settings.CONSOLE_SESSION_IDLE,
    maxMs: settings.CONSOLE_SESSION_MAX,
    logger,
  });
  const backChannelLogout = createBackChannelLogout({
    connection,
    store,
    trail,
    verify: (token) => verifyLogoutToken(token, { issuer, clientId, keys, clockToleranceSeconds }),
  });
  return { readToken, sessions, backChannelLogout };
}
