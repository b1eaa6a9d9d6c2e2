import { randomBytes } from "node:crypto";
import { randomId } from "@zerq/crypto/random";
import { sealValue } from "@zerq/crypto/sealed-value";
import { secretKey } from "@zerq/crypto/secret-key";
import { createSigner, parsePrivateKey } from "@zerq/crypto/signing";
import { hashToken, mintToken, parseToken } from "@zerq/crypto/token";
import { deltaChannel, deltaKey, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import { type EntityChange, signDelta, signFullSnapshot, signHead } from "@zerq/plane-protocol/delta";
import type { GatewayEntity, GatewayKind, HeaderRule } from "@zerq/plane-protocol/gateway-entities";
import { testKeys } from "@zerq/test-kit/keys";
import { Redis } from "ioredis";

type Entity<K extends GatewayKind> = GatewayEntity<K>;
export type TestCaller = { clientId: string; profileId: string; token: string };
export type PublishedConfigOptions = {
  redisUrl: string;
  keys?: ReturnType<typeof testKeys>;
  deployment?: string;
  group?: string;
};

/** The short form of a collection and a proxy: what a test doesn't name has the value of a published one. */
type CollectionInput = Partial<Entity<"collection">> & { targetEndpoint: string };
type ProxyInput = Partial<Entity<"proxy">> & { collectionId: string };

/**
 * Management's side of the config chain, for tests and benchmarks that have no management: it signs deltas and heads into
 * Redis with the functions and keys of the real one.
 */
export class PublishedConfig {
  readonly keys: ReturnType<typeof testKeys>;
  readonly redis: Redis;
  readonly deployment: string;
  readonly audience: `gateway:${string}`;
  readonly #signer;
  readonly #snapshotKey;
  readonly #pepper = secretKey(randomBytes(32));
  readonly #entities = new Map<string, Map<string, unknown>>();
  version = 0;
  hash = "";
  epoch = 1;

  constructor(options: PublishedConfigOptions) {
    this.keys = options.keys ?? testKeys();
    this.redis = new Redis(options.redisUrl);
    this.deployment = options.deployment ?? "default";
    this.audience = `gateway:${options.group ?? "default"}`;
    this.#signer = createSigner(parsePrivateKey(this.keys.CONFIG_SIGNING_KEY));
    this.#snapshotKey = secretKey(Buffer.from(this.keys.SNAPSHOT_KEY, "base64"));
  }

  /** A value sealed for its place, as management seals it. */
  seal(kind: string, id: string, field: string, value: string | Buffer): { sealed: string } {
    return { sealed: sealValue(this.#snapshotKey, value, ["snapshot", this.deployment, kind, id, field]) };
  }

  /** A change that puts an entity; `entity` need not be valid, so that a test can publish what isn't understood. */
  put(kind: string, entity: { id: string }): EntityChange {
    return { op: "put", kind, id: entity.id, entity };
  }

  remove(kind: string, id: string): EntityChange {
    return { op: "delete", kind, id };
  }

  collection(input: CollectionInput): Entity<"collection"> {
    return {
      id: randomId(),
      name: "collection",
      basePath: "/demo",
      timeouts: {},
      forwardIdentity: false,
      credentialId: null,
      headers: [],
      maxBodyBytes: null,
      status: "published",
      ...input,
    };
  }

  proxy(input: ProxyInput): Entity<"proxy"> {
    return {
      id: randomId(),
      name: "proxy",
      methods: ["GET"],
      path: "/accounts",
      handler: { kind: "forward", targetPath: "/v1/accounts" },
      headers: [],
      credentialId: null,
      timeouts: {},
      maxBodyBytes: null,
      streaming: false,
      status: "published",
      ...input,
    };
  }

  client(input: Partial<Entity<"client">> = {}): Entity<"client"> {
    return { id: randomId(), name: "client", collectionIds: [], policyId: null, active: true, ...input };
  }

  /** A token profile and its plain token. */
  profile(
    input: Partial<Entity<"profile">> & { clientId: string },
    tokenExpiresAt: number | null = null,
  ): { profile: Entity<"profile">; caller: TestCaller } {
    const id = input.id ?? randomId();
    const versionId = randomId();
    const token = mintToken(versionId).reveal();
    const secret = parseToken(token)?.secret ?? "";
    const hash = hashToken(this.#pepper, { profileId: id, versionId, secret }).toString("base64url");
    const profile: Entity<"profile"> = {
      authType: "token",
      tokenVersions: [{ id: versionId, hash, expiresAt: tokenExpiresAt }],
      allowedMethods: [],
      allowedIps: [],
      deniedIps: [],
      active: true,
      expiresAt: null,
      ...input,
      id,
    };
    return { profile, caller: { clientId: profile.clientId, profileId: id, token } };
  }

  /** A jwt profile with one version for each secret; the caller has no token yet. */
  jwtProfile(
    clientId: string,
    secrets: readonly { secret: string; expiresAt?: number }[],
    rules: Partial<NonNullable<Entity<"profile">["jwt"]>> = {},
    id = randomId(),
  ): { profile: Entity<"profile">; caller: TestCaller } {
    const versions = secrets.map(({ secret, expiresAt = null }) => {
      const versionId = randomId();
      return { id: versionId, secret: this.seal("profile", id, `jwt.${versionId}`, secret), expiresAt };
    });
    const jwt = {
      algorithm: "HS256" as const,
      versions,
      issuer: null,
      audience: null,
      maxLifetime: null,
      clockSkew: 0,
      requiredClaims: {},
      ...rules,
    };
    const { profile, caller } = this.profile({ id, clientId, authType: "jwt", tokenVersions: [], jwt });
    return { profile, caller: { ...caller, token: "" } };
  }

  /** An oidc profile; the caller has no token yet. */
  oidcProfile(
    clientId: string,
    rules: Partial<NonNullable<Entity<"profile">["oidc"]>> & { issuer: string },
  ): { profile: Entity<"profile">; caller: TestCaller } {
    const oidc = {
      audience: "zerq-api",
      jwksUri: null,
      algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
      tokenKind: "access" as const,
      requiredClaims: {},
      ...rules,
    };
    const { profile, caller } = this.profile({ clientId, authType: "oidc", tokenVersions: [], oidc });
    return { profile, caller: { ...caller, token: "" } };
  }

  /** An mtls profile for whoever has the common name `partner`; the caller has no token. */
  mtlsProfile(
    clientId: string,
    rules: Partial<NonNullable<Entity<"profile">["mtls"]>> & { caCertificates: string },
    id = randomId(),
  ): { profile: Entity<"profile">; caller: TestCaller } {
    const mtls = { match: [{ type: "cn", value: "partner" }], ...rules };
    const { profile, caller } = this.profile({ id, clientId, authType: "mtls", tokenVersions: [], mtls });
    return { profile, caller: { ...caller, token: "" } };
  }

  policy(max: number, input: Partial<Entity<"policy">> = {}): Entity<"policy"> {
    return {
      id: randomId(),
      active: true,
      rateLimit: { max, interval: "1m" },
      onLimiterFailure: "share",
      ...input,
    };
  }

  apiKey(
    value: string | { env: string },
    input: Partial<Entity<"credential">> & { fields: Record<string, string> },
  ): Entity<"credential"> {
    const id = randomId();
    const apiKey = typeof value === "string" ? this.seal("credential", id, "apiKey", value) : value;
    return { id, name: "credential", type: "api_key", secrets: { apiKey }, origins: [], ...input };
  }

  /** A credential of any type; a text is sealed for its place, a reference goes as it is. */
  credential(
    type: string,
    fields: Record<string, string>,
    secrets: Record<string, string | { env: string } | { file: string }>,
    origins: string[] = [],
  ): Entity<"credential"> {
    const id = randomId();
    const sealed = Object.entries(secrets).map(([field, value]) => [
      field,
      typeof value === "string" ? this.seal("credential", id, field, value) : value,
    ]);
    return { id, name: "credential", type, fields, secrets: Object.fromEntries(sealed), origins };
  }

  /** Header rules with their values sealed for the entity that they belong to. */
  rules(
    kind: "collection" | "proxy",
    id: string,
    rules: (Omit<HeaderRule, "value"> & { value?: string | { env: string } | { file: string } })[],
  ): HeaderRule[] {
    return rules.map(({ value, ...rule }, index) => {
      if (value === undefined) return rule;
      const source = typeof value === "string" ? this.seal(kind, id, `headers.${index}`, value) : value;
      return { ...rule, value: source };
    });
  }

  /** Signs everything so far, the pepper and the settings as a full snapshot, as management does for an empty deployment. */
  async start(): Promise<void> {
    this.#take([
      this.put("pepper", {
        id: "token-pepper",
        key: this.seal("pepper", "token-pepper", "key", this.#pepper.export()),
      } as { id: string }),
      this.put("settings", { id: "settings", deniedIps: [] } as { id: string }),
    ]);
    await this.publishFull();
  }

  async publishFull(): Promise<void> {
    const entities = Object.fromEntries([...this.#entities].map(([kind, ids]) => [kind, [...ids.values()]]));
    const full = signFullSnapshot(this.#signer, { ...this.#common(), hash: this.hash, entities });
    await this.redis
      .multi()
      .set(fullKey(this.audience), full)
      .set(headKey(this.audience), this.signedHead())
      .exec();
  }

  /** The next version with these changes, signed, stored and published. */
  async publish(...changes: EntityChange[]): Promise<number> {
    const text = this.nextDelta(changes);
    await this.redis
      .multi()
      .hset(deltaKey(this.audience), String(this.version), text)
      .set(versionKey(this.audience), String(this.version))
      .set(headKey(this.audience), this.signedHead())
      .publish(deltaChannel(this.audience), text)
      .exec();
    return this.version;
  }

  /** The next version as a signed text that is published nowhere. */
  nextDelta(changes: EntityChange[]): string {
    this.#take(changes);
    this.version += 1;
    const { text, hash } = signDelta(this.#signer, { ...this.#common(), previousHash: this.hash, changes });
    this.hash = hash;
    return text;
  }

  signedHead(): string {
    const { schemaVersion: _, ...head } = { ...this.#common(), hash: this.hash };
    return signHead(this.#signer, head);
  }

  async stop(): Promise<void> {
    await this.redis.quit();
  }

  #common() {
    const { deployment, epoch, audience, version } = this;
    return { schemaVersion: 1 as const, deployment, epoch, audience, version, time: Date.now() };
  }

  #take(changes: readonly EntityChange[]): void {
    for (const change of changes) {
      const ids = this.#entities.get(change.kind) ?? new Map<string, unknown>();
      if (change.op === "put") ids.set(change.id, change.entity);
      else ids.delete(change.id);
      this.#entities.set(change.kind, ids);
    }
  }
}

/** The three identity headers. */
export function identityOf(caller: TestCaller): Record<string, string> {
  return {
    "x-client-id": caller.clientId,
    "x-profile-id": caller.profileId,
    authorization: `Bearer ${caller.token}`,
  };
}
