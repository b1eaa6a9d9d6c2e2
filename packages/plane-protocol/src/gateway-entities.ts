import { z } from "zod";

/**
 * What a gateway may hold, entity by entity. One entity is one MongoDB document projected by
 * management (`projections/` there); secrets are sealed under SNAPSHOT_KEY before they get here.
 * Unknown keys are kept out (strict), so that a gateway never runs on half-understood config.
 */

const id = z.string().regex(/^[0-9a-f]{24}$/);
const status = z.enum(["draft", "published"]);
/** Milliseconds since the epoch: cheap to compare on the hot path. */
const epochMs = z.number().int();

/** AES-256-GCM under SNAPSHOT_KEY, base64url of nonce ‖ ciphertext ‖ tag; see @zerq/crypto/sealed-value. */
const sealed = z.object({ sealed: z.string() }).strict();

/** Where a secret comes from: sealed in the snapshot, or a name that the gateway resolves itself. */
export const secretSource = z.union([
  sealed,
  z.object({ env: z.string() }).strict(),
  z.object({ file: z.string() }).strict(),
]);

const headerRule = z
  .object({
    name: z.string(),
    direction: z.enum(["request", "response"]),
    op: z.enum(["set", "append", "remove"]),
    value: secretSource.optional(),
  })
  .strict();

/** Milliseconds; absent means the gateway's default (docs/configuration.md). */
const timeouts = z
  .object({
    connectMs: z.number().int().optional(),
    headersMs: z.number().int().optional(),
    idleBodyMs: z.number().int().optional(),
  })
  .strict();

/** Answered in place of every route; it ends by itself at `until`. */
const maintenance = z.object({ message: z.string(), until: epochMs.nullable() }).strict();

/** Names and origins as they were configured; absent lists are answered with what the browser asks for. */
const cors = z
  .object({
    allowOrigins: z.array(z.string()),
    allowMethods: z.array(z.string()).optional(),
    allowHeaders: z.array(z.string()).optional(),
    exposeHeaders: z.array(z.string()).optional(),
    /** Seconds. */
    maxAge: z.number().int().optional(),
  })
  .strict();

export const gatewayCollection = z
  .object({
    id,
    name: z.string(),
    /** Absent: any host. */
    hosts: z.array(z.string()).optional(),
    basePath: z.string(),
    /** The only target, or the first of several. */
    targetEndpoint: z.string(),
    /** Not set: `targetEndpoint` alone. */
    targets: z
      .array(z.object({ url: z.string(), weight: z.number().int().nonnegative() }).strict())
      .optional(),
    /** TLS towards the targets; not set: verified against the usual authorities. `ca` is PEM. */
    tls: z
      .object({ ca: z.string().nullable(), serverName: z.string().nullable(), verify: z.boolean() })
      .strict()
      .optional(),
    /** How often a request may be sent again; not set: never. */
    retry: z.object({ attempts: z.number().int().nonnegative() }).strict().optional(),
    circuitBreaker: z
      .object({ failures: z.number().int().positive(), openMs: z.number().int().positive() })
      .strict()
      .optional(),
    healthCheck: z
      .object({
        path: z.string(),
        intervalMs: z.number().int().positive(),
        timeoutMs: z.number().int().positive(),
        healthyAfter: z.number().int().positive(),
        unhealthyAfter: z.number().int().positive(),
        /** Null: any status from 200 to 399. */
        expectedStatus: z.number().int().nullable(),
      })
      .strict()
      .optional(),
    timeouts,
    forwardIdentity: z.boolean(),
    credentialId: id.nullable(),
    headers: z.array(headerRule),
    maxBodyBytes: z.number().int().nullable(),
    cors: cors.optional(),
    maintenance: maintenance.optional(),
    status,
  })
  .strict();

const parameterValue = z.union([z.string(), z.number(), z.boolean()]);
const parameter = z
  .object({
    name: z.string(),
    in: z.enum(["path", "query"]),
    /** A type the gateway doesn't know becomes a deny-route. */
    type: z.string(),
    required: z.boolean(),
    default: parameterValue.optional(),
    enum: z.array(parameterValue).optional(),
  })
  .strict();

export const gatewayProxy = z
  .object({
    id,
    collectionId: id,
    name: z.string(),
    methods: z.array(z.string()),
    path: z.string(),
    /** A tagged union by `kind`; a kind the gateway doesn't know becomes a deny-route. */
    handler: z
      .object({
        kind: z.string(),
        /** Of `forward`. */
        targetPath: z.string().optional(),
        /** Of `static`: what is answered. */
        status: z.number().int().optional(),
        headers: z.array(z.object({ name: z.string(), value: z.string() }).strict()).optional(),
        body: z.string().optional(),
      })
      .strict(),
    headers: z.array(headerRule),
    params: z.array(parameter).optional(),
    /** JSON Schema as text: whatever it holds, it is no part of an entity's own shape. */
    requestSchema: z.string().max(65_536).optional(),
    credentialId: id.nullable(),
    timeouts,
    maxBodyBytes: z.number().int().nullable(),
    streaming: z.boolean(),
    /** Whether a request that was sent may be sent again. */
    retryable: z.boolean().optional(),
    /** What the request log keeps of headers and bodies; not set: nothing. */
    capture: z
      .object({
        headers: z.boolean(),
        requestBody: z.boolean(),
        responseBody: z.boolean(),
        maxBytes: z.number().int().positive(),
      })
      .strict()
      .optional(),
    /** Since when the endpoint is deprecated (RFC 9745), and when it goes away (RFC 8594); not set: neither is said. */
    deprecatedAt: epochMs.optional(),
    sunset: epochMs.optional(),
    status,
  })
  .strict();

export const gatewayClient = z
  .object({
    id,
    name: z.string(),
    collectionIds: z.array(id),
    policyId: id.nullable(),
    active: z.boolean(),
  })
  .strict();

/** The pepper that a deployment was set up with; later ones have ids of their own. */
export const FIRST_PEPPER = "token-pepper";

/** `hash` is base64url of HMAC-SHA-256 under a token pepper; see @zerq/crypto/token. */
export const tokenVersion = z
  .object({
    id,
    hash: z.string(),
    /** Only where it isn't the first one: an older gateway then refuses these profiles, and no others. */
    pepper: id.optional(),
    expiresAt: epochMs.nullable(),
  })
  .strict();

const claimValue = z.union([z.string(), z.number(), z.boolean()]);
const requiredClaims = z.record(z.string(), z.union([claimValue, z.array(claimValue)]));

/** One shared secret of a jwt profile, sealed for its place. */
const jwtVersion = z.object({ id, secret: sealed, expiresAt: epochMs.nullable() }).strict();

/** `maxLifetime` and `clockSkew` are seconds. */
const jwtRules = z
  .object({
    algorithm: z.enum(["HS256", "HS384", "HS512"]),
    versions: z.array(jwtVersion),
    issuer: z.string().nullable(),
    audience: z.string().nullable(),
    maxLifetime: z.number().int().positive().nullable(),
    clockSkew: z.number().int().min(0).max(300),
    requiredClaims,
  })
  .strict();

const oidcRules = z
  .object({
    issuer: z.string(),
    audience: z.string(),
    jwksUri: z.string().nullable(),
    algorithms: z.array(z.string()),
    tokenKind: z.enum(["access", "id"]),
    requiredClaims,
  })
  .strict();

/** Certificates and lists are PEM; `refreshSeconds` is between two fetches of `url`. */
const mtlsRules = z
  .object({
    caCertificates: z.string(),
    /** A type the gateway doesn't know closes the profile. */
    match: z.array(z.object({ type: z.string(), value: z.string() }).strict()),
    crl: z
      .object({
        pem: z.string().nullable(),
        url: z.string().nullable(),
        refreshSeconds: z.number().int().positive(),
      })
      .strict()
      .optional(),
  })
  .strict();

export const gatewayProfile = z
  .object({
    id,
    clientId: id,
    /** A type the gateway doesn't know is refused for every request of that profile. */
    authType: z.string(),
    tokenVersions: z.array(tokenVersion),
    /** Only on profiles of that type: an older gateway then refuses these, and no others. */
    jwt: jwtRules.optional(),
    oidc: oidcRules.optional(),
    mtls: mtlsRules.optional(),
    allowedMethods: z.array(z.string()),
    allowedIps: z.array(z.string()),
    deniedIps: z.array(z.string()),
    active: z.boolean(),
    expiresAt: epochMs.nullable(),
  })
  .strict();

export const gatewayPolicy = z
  .object({
    id,
    active: z.boolean(),
    rateLimit: z
      .object({ max: z.number().int().positive(), interval: z.enum(["1m", "5m", "1h"]) })
      .strict()
      .nullable(),
    /** In calendar windows of UTC. */
    quota: z
      .object({ max: z.number().int().positive(), interval: z.enum(["1d", "7d", "30d"]) })
      .strict()
      .optional(),
    onLimiterFailure: z.enum(["share", "closed", "open"]),
  })
  .strict();

export const gatewayCredential = z
  .object({
    id,
    name: z.string(),
    type: z.string(),
    /** Non-secret fields of the type, such as `keyIn` and `keyName`. */
    fields: z.record(z.string(), z.string()),
    secrets: z.record(z.string(), secretSource),
    origins: z.array(z.string()),
  })
  .strict();

/** The one settings document. */
export const gatewaySettings = z
  .object({
    id: z.literal("settings"),
    deniedIps: z.array(z.string()),
    /** Of every collection. */
    maintenance: maintenance.optional(),
    /** Of collections that have none of their own. */
    cors: cors.optional(),
    timeouts: timeouts.optional(),
    maxBodyBytes: z.number().int().optional(),
  })
  .strict();
/** A key that token hashes are made with. Earlier ones stay: a hash can't be made anew without its token. */
export const gatewayPepper = z.object({ id: z.union([z.literal(FIRST_PEPPER), id]), key: sealed }).strict();

/** Every kind of entity in a gateway's audience. A new kind is a new schema version. */
export const gatewayEntities = {
  collection: gatewayCollection,
  proxy: gatewayProxy,
  client: gatewayClient,
  profile: gatewayProfile,
  policy: gatewayPolicy,
  credential: gatewayCredential,
  settings: gatewaySettings,
  pepper: gatewayPepper,
} as const;

export type GatewayKind = keyof typeof gatewayEntities;
export type GatewayEntity<K extends GatewayKind> = z.infer<(typeof gatewayEntities)[K]>;
export type SecretSource = z.infer<typeof secretSource>;
export type HeaderRule = z.infer<typeof headerRule>;
export type GatewayTimeouts = z.infer<typeof timeouts>;
