import { commonSettings } from "@zerq/env/common-settings";
import {
  duration,
  httpUrl,
  integer,
  key32,
  list,
  networks,
  oneOf,
  port,
  secretText,
  secretUrl,
  text,
} from "@zerq/env/kinds";
import { previousKeys } from "@zerq/env/previous-keys";
import { loadSettingsOrExit, type Settings, setting } from "@zerq/env/settings";
import type { Secret } from "@zerq/logging/secret";
import { groupName, MOST_GROUPS } from "@zerq/plane-protocol/group-name";
import type { z } from "zod";
import { clockSkew, roleMap } from "./auth/provider-settings.ts";
import { DEFAULT_GROUP } from "./changes/audiences.ts";
import { keyNames, signingKeys } from "./keys/key-settings.ts";

const redisUrl = secretUrl("redis", "rediss");

/** REDIS_QUEUE_URL: undefined when it is empty, which means the Redis of REDIS_URL. */
const optionalRedisUrl: z.ZodType<Secret<string> | undefined, string> = text.transform((value, context) =>
  value === "" ? undefined : readItem(redisUrl, value, context),
);

/** VAULT_ADDR: undefined when it is empty. */
const optionalUrl: z.ZodType<string | undefined, string> = text.transform((value, context) =>
  value === "" ? undefined : readItem(httpUrl, value, context),
);

/** An issuer is compared as it is, so a trailing slash counts (OpenID Connect Discovery 1.0 section 4.3). */
const issuer: z.ZodType<string, string> = text.transform((value, context) => {
  readItem(httpUrl, value, context);
  return value;
});

/** ENCRYPTION_KEY: undefined when it is empty, which only another key provider allows (refuse-settings.ts). */
const optionalKey: z.ZodType<Secret<Buffer> | undefined, string> = text.transform((value, context) =>
  value === "" ? undefined : readItem(key32, value, context),
);

const keyList: z.ZodType<Secret<Buffer>[], string> = list.transform((items, context) =>
  items.map((item) => readItem(key32, item, context)),
);

const gatewayGroups: z.ZodType<string[], string> = list.transform((items, context) => {
  const groups = [...new Set([DEFAULT_GROUP, ...items.map((item) => readItem(groupName, item, context))])];
  if (groups.length > MOST_GROUPS)
    context.addIssue({ code: "custom", message: `must name at most ${MOST_GROUPS} groups` });
  return groups;
});

function readItem<T>(schema: z.ZodType<T, string>, value: string, context: z.RefinementCtx): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: parsed.error.issues[0]?.message ?? "can't be read" });
  return undefined as never;
}

/** Every setting of management. Who holds which key: docs/adr/0006-signed-deltas.md and the architecture's key table. */
export const managementSettings = {
  ...commonSettings,
  ZERQ_MANAGEMENT_PORT: setting(port, { description: "Port of API and console.", default: "3000" }),
  ZERQ_MANAGEMENT_INTERNAL_PORT: setting(port, {
    description: "Port of the listener for the portal.",
    default: "3010",
  }),
  ZERQ_MANAGEMENT_OPERATIONS_PORT: setting(port, {
    description: "Port of health and metrics.",
    default: "9091",
  }),
  MANAGEMENT_BASE_URL: setting(httpUrl, {
    description: "Where browsers reach management: an origin, without a path.",
    default: "http://localhost:3000",
  }),
  GATEWAY_PUBLIC_URL: setting(httpUrl, {
    description: "Where callers reach the gateway; the server in exported OpenAPI documents.",
    default: "http://localhost:8080",
  }),
  MONGODB_URI: setting(secretUrl("mongodb", "mongodb+srv"), { description: "MongoDB; a replica set." }),
  REDIS_URL: setting(redisUrl, { description: "Redis for config, limits and logs; `noeviction`." }),
  REDIS_QUEUE_URL: setting(optionalRedisUrl, {
    description: "Redis for queues, `noeviction`; that of REDIS_URL when empty.",
    default: "",
  }),
  KEY_PROVIDER: setting(oneOf(["environment", "vault"]), {
    description: "What wraps the keys in MongoDB: ENCRYPTION_KEY, or a transit key of HashiCorp Vault.",
    default: "environment",
  }),
  ENCRYPTION_KEY: setting(optionalKey, {
    description: "32 random bytes, base64 or hex: wraps the keys in MongoDB. Required unless Vault does.",
    default: "",
  }),
  ENCRYPTION_KEYS_PREVIOUS: setting(keyList, {
    description: "Earlier encryption keys, separated by commas.",
    default: "",
  }),
  DATA_KEY_MESSAGES: setting(integer(1_000, 4_000_000_000), {
    description: "Messages after which a data key is replaced by a new one.",
    default: "1000000000",
  }),
  VAULT_ADDR: setting(optionalUrl, {
    description: "Vault's address, for KEY_PROVIDER=vault or keys that it wrapped.",
    default: "",
  }),
  VAULT_TOKEN: setting(secretText, {
    description: "Vault token that may encrypt, decrypt, rewrap and read the transit key.",
    default: "",
  }),
  VAULT_NAMESPACE: setting(text, { description: "Vault namespace, where there are any.", default: "" }),
  VAULT_CACERT: setting(text, {
    description: "Certificates (PEM) that Vault's certificate is verified with, instead of the system's.",
    default: "",
  }),
  VAULT_TRANSIT_MOUNT: setting(text, { description: "Mount of the transit engine.", default: "transit" }),
  VAULT_TRANSIT_KEY: setting(text, { description: "Name of the transit key.", default: "zerq" }),
  VAULT_TIMEOUT: setting(duration, { description: "How long Vault may take to answer.", default: "5s" }),
  GATEWAY_GROUPS: setting(gatewayGroups, {
    description:
      "Names of the gateway groups, separated by commas; `default` is always one. A declared group stays.",
    default: "default",
  }),
  SNAPSHOT_KEY: setting(key32, {
    description: "32 random bytes shared with the gateways: seals secrets in snapshots.",
  }),
  SNAPSHOT_KEYS_PREVIOUS: setting(previousKeys, {
    description: "Keys that are accepted beside SNAPSHOT_KEY while it is being changed, separated by commas.",
    default: "",
  }),
  PORTAL_KEY: setting(key32, { description: "32 random bytes shared with the portal." }),
  PORTAL_KEYS_PREVIOUS: setting(previousKeys, {
    description: "Keys that are accepted beside PORTAL_KEY while it is being changed, separated by commas.",
    default: "",
  }),
  CONFIG_SIGNING_KEY: setting(secretText, {
    description: "Private key (Ed25519 or P-256, base64 PKCS#8 or PEM) that signs config.",
  }),
  CONFIG_SIGNING_KEYS_PREVIOUS: setting(signingKeys, {
    description:
      "Private keys, separated by commas, that config is signed with until every gateway accepts CONFIG_SIGNING_KEY.",
    default: "",
  }),
  KEYS_GIVEN_UP: setting(keyNames, {
    description:
      "Names of keys shared with gateways and portal that are lost, or known to others: nobody is waited for when one is replaced.",
    default: "",
  }),
  AUDIT_SIGNING_KEY: setting(secretText, {
    description: "Private key (Ed25519 or P-256, base64 PKCS#8 or PEM) that signs audit checkpoints.",
  }),
  OIDC_ISSUER: setting(issuer, { description: "Issuer of operators' tokens; discovered." }),
  OIDC_PROVIDER: setting(oneOf(["generic", "keycloak"]), {
    description:
      "`keycloak` holds tokens to the realm's not-before too, and takes Keycloak's admin callbacks.",
    default: "generic",
  }),
  OIDC_AUDIENCE: setting(text, {
    description: "Audience that operators' tokens must have.",
    default: "zerq-management",
  }),
  OIDC_ROLES_CLAIM: setting(text, {
    description:
      "Where the roles are in a token: `realm_access.roles`, `resource_access.<client>.roles`, `groups`, `https://example.com/roles`.",
    default: "realm_access.roles",
  }),
  OIDC_ROLE_MAP: setting(roleMap, {
    description:
      'What the names there stand for: `name=role,name=role|role`, or JSON (`{"name": ["role"]}`); they are the roles\' names when empty.',
    default: "",
    example: "api-operators=modifier,security=auditor|viewer",
  }),
  OIDC_CLOCK_SKEW: setting(clockSkew, {
    description: "How far the provider's clock may be from ours; at most 5m.",
    default: "5s",
  }),
  OIDC_CLIENT_ID: setting(text, {
    description: "The console's client at the provider.",
    default: "zerq-console",
  }),
  OIDC_CLIENT_SECRET: setting(secretText, { description: "The console's client secret." }),
  OIDC_SCOPE: setting(text, {
    description:
      "What the console asks for at sign-in; some providers want `offline_access` for refresh tokens.",
    default: "openid profile email",
  }),
  OIDC_REQUIRED_ACR: setting(list, {
    description:
      "Authentication contexts (`acr`), one of which people must have signed in with; any when empty.",
    default: "",
  }),
  MANAGEMENT_CORS_ALLOW_ORIGINS: setting(list, {
    description: "Origins that may call the API from a browser, with a bearer token.",
    default: "",
  }),
  TRUSTED_PROXIES: setting(networks, { description: "Proxies whose X-Forwarded-For counts.", default: "" }),
  EGRESS_ALLOW: setting(text, {
    description: "Internal addresses that may be called: host|CIDR:port, …",
    default: "",
  }),
  MANAGEMENT_REQUESTS_PER_MINUTE: setting(integer(60, 10_000_000), {
    description: "Most API requests of one caller in a minute, on each instance.",
    default: "120000",
  }),
  MANAGEMENT_REQUESTS_PER_MINUTE_OF_ADDRESS: setting(integer(60, 10_000_000), {
    description: "Most API requests of one address (of IPv6: /64) in a minute, on each instance.",
    default: "240000",
  }),
  REQUEST_LOG_RETENTION: setting(duration, {
    description: "How long request logs are kept.",
    default: "30d",
  }),
  CONSOLE_SESSION_IDLE: setting(duration, {
    description: "A console session ends after this time without a call.",
    default: "15m",
  }),
  CONSOLE_SESSION_MAX: setting(duration, {
    description: "A console session ends after this time in any case.",
    default: "12h",
  }),
} as const;

export type ManagementSettings = Settings<typeof managementSettings>;

/** The only reader of process.env in this service. Prints every problem and exits when there is one. */
export function readSettings(): ManagementSettings {
  return loadSettingsOrExit("management", managementSettings, process.env);
}
