import { KeyObject } from "node:crypto";
import type { KeySource } from "@zerq/auth/key-source";
import { AppError } from "@zerq/errors/app-error";
import KeycloakConnect from "keycloak-connect";
import type { NotBefore } from "./not-before.ts";

export type KeycloakOptions = {
  /** `https://keycloak.example/realms/<realm>`. */
  issuer: string;
  clientId: string;
  keys: KeySource;
  notBefore: NotBefore;
};

/** The adapter's own check of an access token. @throws AppError `unauthorized` for one from before the realm's not-before */
export type CheckToken = (token: string) => Promise<void>;

const challenge = { "WWW-Authenticate": 'Bearer error="invalid_token"' };

/**
 * What Keycloak's adapter adds to the checks that hold for every provider: the realm's not-before, which revokes all tokens
 * that are older. It verifies RS256 alone, so a realm that signs otherwise needs OIDC_PROVIDER=generic.
 *
 * The adapter would fetch the realm's keys by itself, past the egress guard and once for every kid that somebody makes up: it gets
 * them from the one key source of this service instead. Its refusals have no status of ours (docs/adr/0011-oidc-by-discovery.md).
 */
export function createKeycloakCheck(options: KeycloakOptions): CheckToken {
  const { issuer, clientId, keys, notBefore } = options;
  const [, server = "", realm = ""] = keycloakIssuer.exec(issuer) ?? [];
  const adapter = new KeycloakConnect(
    {},
    {
      ...{ realm, resource: clientId, "auth-server-url": server, "bearer-only": true },
      ...{ "ssl-required": "external", "confidential-port": 0 },
    },
  );
  const manager = adapter.grantManager as unknown as AdapterManager;
  manager.rotation.getJWK = async (kid) => {
    const key = await keys.find({ alg: "RS256", kid });
    if (key === undefined) throw new Error("the realm has no such key");
    return KeyObject.from(key);
  };
  return async (token) => {
    manager.notBefore = await notBefore.current();
    try {
      await manager.createGrant({ access_token: token });
    } catch (error) {
      throw new AppError("unauthorized", { log: `keycloak: ${String(error)}`, headers: challenge });
    }
  };
}

/** The adapter makes the issuer of server and realm, so it must be of this form. */
export const keycloakIssuer = /^(https?:\/\/.+)\/realms\/([^/]+)$/;

/** Members of the adapter's grant manager that its types leave out. */
type AdapterManager = {
  /** Seconds since the epoch. */
  notBefore: number;
  rotation: { getJWK(kid: string): Promise<KeyObject> };
  createGrant(grant: { access_token: string }): Promise<unknown>;
};
