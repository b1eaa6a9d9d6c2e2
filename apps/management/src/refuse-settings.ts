import { isIP } from "node:net";
import type { Secret } from "@zerq/logging/secret";
import { keycloakIssuer } from "./auth/keycloak.ts";
import type { ManagementSettings } from "./env.ts";

/** Keys that different services hold: one that opens two doors would undo the key table of the architecture. */
const ownKeys = ["ENCRYPTION_KEY", "SNAPSHOT_KEY", "PORTAL_KEY"] as const;

/**
 * What is wrong with settings that are each fine by themselves.
 * @throws Error with one sentence
 */
export function refuseSettings(settings: ManagementSettings): void {
  const texts = new Map<string, string>();
  for (const name of ownKeys) {
    const key = settings[name];
    if (key !== undefined) refuseTwin(texts, name, key.reveal().toString("base64"));
  }
  for (const name of ["SNAPSHOT_KEYS_PREVIOUS", "PORTAL_KEYS_PREVIOUS"] as const)
    for (const key of settings[name]) refuseTwin(texts, name, key.reveal().toString("base64"));
  refuseKeyProvider(settings);
  for (const name of ["CONFIG_SIGNING_KEY", "AUDIT_SIGNING_KEY"] as const)
    refuseTwin(texts, name, (settings[name] as Secret<string>).reveal());
  for (const key of settings.CONFIG_SIGNING_KEYS_PREVIOUS)
    refuseTwin(texts, "CONFIG_SIGNING_KEYS_PREVIOUS", key.reveal());
  if (settings.OIDC_PROVIDER === "keycloak" && !keycloakIssuer.test(settings.OIDC_ISSUER))
    throw new Error(
      "OIDC_ISSUER must be of the form https://keycloak.example/realms/<realm> when OIDC_PROVIDER is keycloak.",
    );
  const { protocol, hostname, pathname } = new URL(settings.MANAGEMENT_BASE_URL);
  if (pathname !== "/")
    throw new Error(
      `MANAGEMENT_BASE_URL must be an origin, without ${pathname}: the console is at its root.`,
    );
  if (settings.NODE_ENV === "production" && protocol !== "https:" && !isLoopback(hostname))
    throw new Error(
      "MANAGEMENT_BASE_URL must be https in production: a session's cookie must not travel in the clear.",
    );
}

function refuseKeyProvider(settings: ManagementSettings): void {
  const { KEY_PROVIDER: provider, VAULT_ADDR: address } = settings;
  if (provider === "environment" && settings.ENCRYPTION_KEY === undefined)
    throw new Error(
      "ENCRYPTION_KEY is missing: 32 random bytes as base64 or hex. Make one with: openssl rand -base64 32",
    );
  if (provider === "vault" && address === undefined)
    throw new Error("VAULT_ADDR is missing: KEY_PROVIDER=vault needs Vault's address.");
  if (address === undefined) return;
  const { protocol, hostname } = new URL(address);
  if (protocol !== "https:" && !isLoopback(hostname))
    throw new Error("VAULT_ADDR must be https: the keys of the database travel to it and back.");
  if (settings.VAULT_TOKEN.reveal() === "")
    throw new Error("VAULT_TOKEN is missing: Vault lets nobody in without.");
  for (const name of ["VAULT_TRANSIT_MOUNT", "VAULT_TRANSIT_KEY"] as const)
    if (!/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(settings[name]))
      throw new Error(`${name} must be a name of letters, digits, dots, dashes and underscores.`);
}

function refuseTwin(texts: Map<string, string>, name: string, text: string): void {
  const twin = texts.get(text);
  if (twin !== undefined)
    throw new Error(`${name} and ${twin} are the same key; each must be a random key of its own.`);
  texts.set(text, name);
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."))
  );
}
