import { join } from "node:path";
import type { CertificateFiles } from "../certificate/gateway-certificate.ts";
import type { StackUrls } from "./dev-json.ts";
import type { Environment } from "./env.ts";
import { type StackKeys, verifyKeyOf } from "./keys.ts";
import { type Ports, portSettings } from "./ports.ts";

export const AUDIENCE = "zerq-management";
/** What the demo's credential refers to; only the gateway has it. */
export const DEMO_KEY_NAME = "DEMO_UPSTREAM_KEY";

export type StackParts = {
  /** The checkout. */
  root: string;
  env: Environment;
  keys: StackKeys;
  ports: Ports;
  urls: StackUrls;
  mongodbUri: string;
  redisUrl: string;
  certificate: CertificateFiles;
};

export type Variables = Record<string, string>;

/** What every program gets, whatever it is: the system's own, and which certificate authorities this machine trusts. */
const bare = [
  ...["PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL"],
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"],
];

/** Settings that may be given to `npm start` and are handed on to the services named here. */
const handedOn = {
  all: ["LOG_LEVEL", "ZERQ_DEPLOYMENT_ID", "TRUSTED_PROXIES"],
  management: [
    "ENCRYPTION_KEYS_PREVIOUS",
    "SNAPSHOT_KEYS_PREVIOUS",
    "PORTAL_KEYS_PREVIOUS",
    "CONFIG_SIGNING_KEYS_PREVIOUS",
    "KEYS_GIVEN_UP",
    "REDIS_QUEUE_URL",
    "GATEWAY_GROUPS",
    "MANAGEMENT_CORS_ALLOW_ORIGINS",
    "OIDC_REQUIRED_ACR",
    "REQUEST_LOG_RETENTION",
    "CONSOLE_SESSION_IDLE",
    "CONSOLE_SESSION_MAX",
    "AUDIT_MIN_RETENTION",
  ],
  gateway: [
    "CORS_ALLOW_ORIGINS",
    "GATEWAY_GROUP",
    "GATEWAY_CLIENT_CERT_HOSTS",
    "GATEWAY_PLAIN_LISTENER",
    "GATEWAY_SNAPSHOT_FILE",
    "MTLS_HEADER",
    "MTLS_PROXIES",
    "MAX_SNAPSHOT_AGE",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_TRACES_SAMPLER_ARG",
    "SNAPSHOT_KEYS_PREVIOUS",
  ],
  portal: ["PORTAL_KEYS_PREVIOUS", "PORTAL_SNAPSHOT_FILE"],
} as const;

/** Names that `$NAME` never resolves to (@zerq/plane-protocol/env-names): there is no reason to hand them on. */
const neverResolved = /^(ZERQ|OIDC|GATEWAY|NODE|NPM|AWS|AZURE|GOOGLE|KUBERNETES|OTEL|LD|SSL)_|_FILE$/;
const ownSettings = new Set<string>([
  ...["ENCRYPTION_KEY", "SNAPSHOT_KEY", "PORTAL_KEY", "AUDIT_SIGNING_KEY"],
  ...["CONFIG_SIGNING_KEY", "CONFIG_VERIFY_KEYS", "MONGODB_URI", "REDIS_URL", "SMTP_URL"],
  ...["EGRESS_ALLOW", "MANAGEMENT_BASE_URL", "MANAGEMENT_INTERNAL_URL", "PORTAL_BASE_URL"],
  ...Object.values(handedOn).flat(),
]);

/** The loopback interface is open for calls of the services: the demo upstream and the identity provider are there. */
const LOOPBACK = "localhost:*,127.0.0.0/8:*,[::1]:*";

/**
 * Node's own cache of compiled sources halves the start of each service. It is keyed by content, so one for the checkout
 * does for all data folders.
 */
export function compileCache(root: string): Variables {
  return { NODE_COMPILE_CACHE: join(root, ".zerq/compile-cache") };
}

/** For programs that aren't ours. */
export function bareEnvironment(env: Environment): Variables {
  return pick(env, bare);
}

/** Management alone holds ENCRYPTION_KEY, the signing keys and MongoDB. */
export function managementEnvironment(parts: StackParts): Variables {
  const { env, keys, ports, urls } = parts;
  return {
    ...shared(parts, handedOn.management),
    ...portSettings(ports, "management", "managementInternal", "managementOperations"),
    MANAGEMENT_BASE_URL: urls.management.url,
    GATEWAY_PUBLIC_URL: urls.gateway.url,
    MONGODB_URI: parts.mongodbUri,
    ENCRYPTION_KEY: env.ENCRYPTION_KEY || keys.ENCRYPTION_KEY,
    SNAPSHOT_KEY: env.SNAPSHOT_KEY || keys.SNAPSHOT_KEY,
    PORTAL_KEY: env.PORTAL_KEY || keys.PORTAL_KEY,
    CONFIG_SIGNING_KEY: env.CONFIG_SIGNING_KEY || keys.CONFIG_SIGNING_KEY,
    AUDIT_SIGNING_KEY: env.AUDIT_SIGNING_KEY || keys.AUDIT_SIGNING_KEY,
    OIDC_ISSUER: urls.identityProvider.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_CLIENT_SECRET: keys.consoleClientSecret,
  };
}

/**
 * The gateway has no key to MongoDB and none that signs. What `$NAME` in a credential or header may resolve to comes
 * with the environment of `npm start`, as it would in a container; the gateway itself refuses the forbidden names.
 */
export function gatewayEnvironment(parts: StackParts): Variables {
  const { env, keys, ports, certificate } = parts;
  const resolvable = Object.keys(env).filter(
    (name) => /^[A-Z_][A-Z0-9_]*$/.test(name) && !neverResolved.test(name) && !ownSettings.has(name),
  );
  const allow = env.GATEWAY_ENV_ALLOW
    ? { GATEWAY_ENV_ALLOW: `${env.GATEWAY_ENV_ALLOW},${DEMO_KEY_NAME}` }
    : {};
  return {
    ...pick(env, resolvable),
    ...shared(parts, handedOn.gateway),
    ...portSettings(ports, "gateway", "gatewayTls", "gatewayOperations"),
    ...allow,
    [DEMO_KEY_NAME]: keys.demoUpstreamKey,
    GATEWAY_WORKERS: env.GATEWAY_WORKERS || "2",
    SNAPSHOT_KEY: env.SNAPSHOT_KEY || keys.SNAPSHOT_KEY,
    CONFIG_VERIFY_KEYS: verifyKeys(env, keys),
    GATEWAY_TLS_CERTIFICATE_FILE: certificate.certificateFile,
    GATEWAY_TLS_KEY_FILE: certificate.keyFile,
  };
}

/** The portal can open and sign its own projection, and nothing else. */
export function portalEnvironment(parts: StackParts): Variables {
  const { env, keys, ports, urls } = parts;
  return {
    ...shared(parts, handedOn.portal),
    ...portSettings(ports, "portal", "portalOperations"),
    PORTAL_KEY: env.PORTAL_KEY || keys.PORTAL_KEY,
    CONFIG_VERIFY_KEYS: verifyKeys(env, keys),
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    PORTAL_BASE_URL: urls.portal.url,
    MANAGEMENT_INTERNAL_URL: `http://127.0.0.1:${ports.managementInternal}`,
    GATEWAY_PUBLIC_URL: urls.gateway.url,
  };
}

function shared({ root, env, redisUrl }: StackParts, own: readonly string[]): Variables {
  return {
    ...pick(env, [...bare, ...handedOn.all, ...own]),
    ...compileCache(root),
    NODE_ENV: "development",
    ZERQ_BIND_ADDRESS: "127.0.0.1",
    REDIS_URL: redisUrl,
    EGRESS_ALLOW: env.EGRESS_ALLOW ? `${env.EGRESS_ALLOW},${LOOPBACK}` : LOOPBACK,
  };
}

function verifyKeys(env: Environment, keys: StackKeys): string {
  if (env.CONFIG_VERIFY_KEYS) return env.CONFIG_VERIFY_KEYS;
  return env.CONFIG_SIGNING_KEY ? verifyKeyOf(env.CONFIG_SIGNING_KEY) : keys.CONFIG_VERIFY_KEYS;
}

function pick(env: Environment, names: readonly string[]): Variables {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined || value === "" ? [] : [[name, value] as const];
    }),
  );
}
