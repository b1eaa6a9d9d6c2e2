import type { KeySource } from "@zerq/auth/key-source";
import { verifyAdminAction } from "@zerq/auth/keycloak-admin-action";
import { randomToken } from "@zerq/crypto/random";
import type { Connection } from "mongoose";
import type { AccessTrail } from "./audit/access-trail.ts";
import { type CheckToken, createKeycloakCheck } from "./auth/keycloak.ts";
import { createNotBefore } from "./auth/not-before.ts";
import type { ManagementSettings } from "./env.ts";
import { createKeycloakCallback, type KeycloakCallback } from "./session/keycloak-callbacks.ts";
import type { SessionStore } from "./session/session-store.ts";
import type { UseOnce } from "./session/use-once.ts";

/** What a kind of provider adds to what holds for all of them. */
export type ProviderExtras = {
  check: CheckToken;
  tokenParameters: () => Record<string, string>;
  callback: KeycloakCallback | undefined;
};

type Parts = {
  connection: Connection;
  keys: KeySource;
  store: Pick<SessionStore, "removeOf">;
  useOnce: UseOnce;
  trail: AccessTrail;
};

const extras: Record<
  ManagementSettings["OIDC_PROVIDER"],
  (settings: ManagementSettings, parts: Parts) => ProviderExtras
> = {
  generic: () => ({ check: async () => undefined, tokenParameters: () => ({}), callback: undefined }),
  keycloak(settings, { connection, ...parts }) {
    const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = settings;
    const { keys } = parts;
    const notBefore = createNotBefore(connection);
    const rules = { clientId, keys, clockToleranceSeconds: settings.OIDC_CLOCK_SKEW };
    const host = new URL(settings.MANAGEMENT_BASE_URL).hostname;
    return {
      check: createKeycloakCheck({ issuer, clientId, keys, notBefore }),
      // Keycloak calls the admin URL only for sessions that an adapter has told it of in this way.
      tokenParameters: () => ({ client_session_state: randomToken(16), client_session_host: host }),
      callback: createKeycloakCallback({
        ...parts,
        notBefore,
        verify: (token) => verifyAdminAction(token, rules),
      }),
    };
  },
};

export function openProviderExtras(settings: ManagementSettings, parts: Parts): ProviderExtras {
  return extras[settings.OIDC_PROVIDER](settings, parts);
}
