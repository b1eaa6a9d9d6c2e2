import type { RingKey } from "@zerq/crypto/key-ring";
import { sealValue } from "@zerq/crypto/sealed-value";
import { AppError } from "@zerq/errors/app-error";
import type { Secret } from "@zerq/logging/secret";
import { addressHash } from "@zerq/plane-protocol/address-hash";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import {
  FIRST_PEPPER,
  type GatewayEntity,
  type GatewayKind,
  type HeaderRule,
  type SecretSource,
} from "@zerq/plane-protocol/gateway-entities";
import { PORTAL_KEY_ENTITY, type PortalEntity, type PortalKind } from "@zerq/plane-protocol/portal-entities";
import type { ClientDocument } from "./clients/client.model.ts";
import type { CollectionDocument } from "./collections/collection.model.ts";
import type { Cors } from "./collections/cors.ts";
import { targetUrls } from "./collections/target-urls.ts";
import { noUpstream } from "./collections/upstream.schema.ts";
import type { CredentialDocument, StoredSecret } from "./credentials/credential.model.ts";
import { credentialShapes } from "./credentials/credential-types.ts";
import { openStoredSecret } from "./credentials/open-stored-secret.ts";
import type { Maintenance } from "./maintenance.ts";
import type { PolicyDocument } from "./policies/policy.model.ts";
import type { ProfileDocument } from "./profiles/profile.model.ts";
import { openSecretVersion } from "./profiles/secret-version.ts";
import { readClaims } from "./profiles/stored-claims.ts";
import type { Capture } from "./proxies/capture.schema.ts";
import type { ProxyDocument } from "./proxies/proxy.model.ts";
import type { ResourceContext } from "./resource-kind.ts";
import type { SettingsDocument } from "./settings/settings.model.ts";

/**
 * What each audience gets to know of a document: the one place where config leaves management. Gateways get secrets sealed
 * under SNAPSHOT_KEY; the portal gets the catalogue, names, types and keyed hashes of addresses, and nothing else.
 */

type Sealing = Pick<ResourceContext, "deployment" | "snapshotKey" | "ring"> & {
  /**
   * Whether a stored secret that doesn't open is sealed as nothing. The gateway then denies what needs it, and says so by
   * name; a snapshot of everything must not fail for one of them.
   */
  tolerant?: boolean;
};

function put<K extends GatewayKind>(kind: K, entity: GatewayEntity<K>): EntityChange {
  return { op: "put", kind, id: entity.id, entity };
}

function portalPut<K extends PortalKind>(kind: K, entity: PortalEntity<K>): EntityChange {
  return { op: "put", kind, id: entity.id, entity };
}

export function gatewayCollection(context: Sealing, document: CollectionDocument): EntityChange {
  const id = document._id.toHexString();
  const { targets, tls, retry, circuitBreaker, healthCheck } = { ...noUpstream, ...document.upstream };
  return put("collection", {
    id,
    name: document.name,
    ...hostsOf(document.hosts),
    basePath: document.basePath,
    targetEndpoint: targetUrls(document)[0] ?? "",
    ...(targets !== null && { targets }),
    ...(tls !== null && { tls }),
    ...(retry !== null && { retry }),
    ...(circuitBreaker !== null && { circuitBreaker }),
    ...(healthCheck !== null && { healthCheck }),
    timeouts: document.upstream.timeouts,
    forwardIdentity: document.upstream.forwardIdentity,
    credentialId: document.credentialId,
    headers: sealedHeaders(context, "collection", id, document.headers),
    maxBodyBytes: document.maxBodyBytes,
    ...corsOf(document.cors),
    ...maintenanceOf(document.maintenance),
    status: document.status,
  });
}

export function gatewayProxy(context: Sealing, document: ProxyDocument): EntityChange {
  const id = document._id.toHexString();
  return put("proxy", {
    id,
    collectionId: document.collectionId,
    name: document.name,
    methods: document.methods,
    path: document.path,
    handler: document.handler,
    headers: sealedHeaders(context, "proxy", id, document.headers),
    ...validationOf(document),
    credentialId: document.credentialId,
    timeouts: document.timeouts,
    maxBodyBytes: document.maxBodyBytes,
    streaming: document.streaming,
    retryable: document.retryable ?? false,
    ...captureOf(document.capture),
    ...lifecycleOf(document),
    status: document.status,
  });
}

/** @param collectionIds those of its collections that the group has */
export function gatewayClient(document: ClientDocument, collectionIds: readonly string[]): EntityChange {
  const { name, policyId, active } = document;
  const id = document._id.toHexString();
  return put("client", { id, name, collectionIds: [...collectionIds], policyId, active });
}

export function gatewayProfile(context: Sealing, document: ProfileDocument): EntityChange {
  const id = document._id.toHexString();
  const { jwt, oidc, mtls } = document;
  return put("profile", {
    id,
    clientId: document.clientId,
    authType: document.authType,
    tokenVersions: document.token.versions.map(({ id, hash, pepperId, expiresAt }) => ({
      id,
      hash,
      ...pepperOf(context, pepperId),
      expiresAt: expiresAt?.getTime() ?? null,
    })),
    allowedMethods: document.allowedMethods,
    allowedIps: document.allowedIps,
    deniedIps: document.deniedIps,
    active: document.active,
    expiresAt: document.expiresAt?.getTime() ?? null,
    ...(jwt !== undefined && { jwt: sealedJwtRules(context, id, jwt) }),
    ...(oidc !== undefined && { oidc: { ...oidc, requiredClaims: readClaims(oidc.requiredClaims) } }),
    ...(mtls !== undefined && { mtls: mtlsRules(mtls) }),
  });
}

function mtlsRules({ crl, ...rules }: NonNullable<ProfileDocument["mtls"]>) {
  return crl === null ? rules : { ...rules, crl };
}

function sealedJwtRules(
  context: Sealing,
  profileId: string,
  jwt: NonNullable<ProfileDocument["jwt"]>,
): NonNullable<GatewayEntity<"profile">["jwt"]> {
  return {
    ...jwt,
    requiredClaims: readClaims(jwt.requiredClaims),
    versions: jwt.versions.map((version) => ({
      id: version.id,
      secret: sealStored(context, ["profile", profileId, `jwt.${version.id}`], () =>
        openSecretVersion(context, profileId, version),
      ),
      expiresAt: version.expiresAt?.getTime() ?? null,
    })),
  };
}

export function gatewayPolicy(document: PolicyDocument): EntityChange {
  const { active, rateLimit, quota, onLimiterFailure } = document;
  const id = document._id.toHexString();
  return put("policy", { id, active, rateLimit, ...(quota && { quota }), onLimiterFailure });
}

/** What gateways don't apply, they don't hold either. */
export function gatewayCredential(context: Sealing, document: CredentialDocument): EntityChange {
  const id = document._id.toHexString();
  if (!credentialShapes[document.type].isApplied) return { op: "delete", kind: "credential", id };
  return put("credential", {
    id,
    name: document.name,
    type: document.type,
    // Scopes travel as they are sent: separated by spaces.
    fields: Object.fromEntries(
      Object.entries(document.fields).map(([name, value]) => [name, [value].flat().join(" ")]),
    ),
    secrets: Object.fromEntries(
      Object.entries(document.secrets).map(([field, stored]) => [
        field,
        sealedSecret(context, document, field, stored),
      ]),
    ),
    origins: document.origins,
  });
}

function sealedSecret(
  context: Sealing,
  document: CredentialDocument,
  field: string,
  stored: StoredSecret,
): SecretSource {
  if (stored.source === "env") return { env: stored.env };
  if (stored.source === "file") return { file: stored.file };
  const place = ["credential", document._id.toHexString(), field];
  return sealStored(context, place, () => openStoredSecret(context, document, field, stored));
}

/** Gateways get every pepper there was: a token's hash can't be made anew without the token. */
export function gatewayPepper(context: Sealing, pepper: RingKey): EntityChange {
  const { pepper: id = FIRST_PEPPER } = pepperOf(context, pepper.id);
  return put("pepper", { id, key: seal(context, ["pepper", id, "key"], pepper.key.export()) });
}

/** Nothing for the first pepper, which has a name of its own on the gateways. */
function pepperOf({ ring }: Sealing, pepperId: string | undefined): { pepper?: string } {
  const [first] = ring.all("token-pepper");
  return pepperId === undefined || pepperId === first?.id ? {} : { pepper: pepperId };
}

export function gatewaySettings({
  deniedIps,
  maintenance,
  cors,
  timeouts = {},
  maxBodyBytes = null,
}: Pick<SettingsDocument, "deniedIps" | "maintenance"> & Partial<SettingsDocument>): EntityChange {
  return put("settings", {
    id: "settings",
    deniedIps,
    ...maintenanceOf(maintenance),
    ...corsOf(cors),
    ...(Object.keys(timeouts).length > 0 && { timeouts }),
    ...(maxBodyBytes !== null && { maxBodyBytes }),
  });
}

/** What a gateway checks; descriptions, examples and the answer's schema are for people. */
function validationOf({ params = [], requestSchema = null }: Partial<ProxyDocument>) {
  return {
    ...(params.length === 0 ? {} : { params: params.map(({ description: _, ...param }) => param) }),
    ...(requestSchema === null ? {} : { requestSchema }),
  };
}

function captureOf(capture: Capture | undefined) {
  const isOn = capture?.headers === true || capture?.requestBody === true || capture?.responseBody === true;
  return capture === undefined || !isOn ? {} : { capture };
}

function lifecycleOf({ deprecatedAt, sunset }: ProxyDocument) {
  return {
    ...(deprecatedAt instanceof Date && { deprecatedAt: deprecatedAt.getTime() }),
    ...(sunset instanceof Date && { sunset: sunset.getTime() }),
  };
}

function hostsOf(hosts: readonly string[] = []) {
  return hosts.length === 0 ? {} : { hosts: [...hosts] };
}

function corsOf(cors: Cors | undefined) {
  return cors === undefined || cors === null ? {} : { cors };
}

function maintenanceOf(stored: Maintenance | undefined) {
  if (stored === undefined || stored === null) return {};
  return { maintenance: { message: stored.message, until: stored.until?.getTime() ?? null } };
}

/** Only published, visible collections are in the portal's audience at all. */
export function portalCollection(document: CollectionDocument): EntityChange {
  const id = document._id.toHexString();
  if (!isVisible(document)) return { op: "delete", kind: "collection", id };
  const { name, description, basePath } = document;
  return portalPut("collection", { id, name, description, basePath, visible: true });
}

export function portalProxy(document: ProxyDocument, collection: CollectionDocument): EntityChange {
  const id = document._id.toHexString();
  if (!isVisible(collection) || document.status !== "published") return { op: "delete", kind: "proxy", id };
  const { collectionId, name, description, methods, path, deprecated } = document;
  const sunset = document.sunset?.toISOString() ?? null;
  return portalPut("proxy", { id, collectionId, name, description, methods, path, deprecated, sunset });
}

export function portalClient(context: ResourceContext, document: ClientDocument): EntityChange {
  const { name, description, collectionIds, active, hasPortalAccess } = document;
  return portalPut("client", {
    id: document._id.toHexString(),
    name,
    description,
    collectionIds,
    active,
    hasPortalAccess,
    addressHashes: document.authorizedEmails.map((address) => addressHash(context.addressKey, address)),
  });
}

/** Which PORTAL_KEY is in use: the portal then writes with the same. */
export function portalKey({ portalKeyName = "" }: ResourceContext): EntityChange {
  return portalPut("key", { id: PORTAL_KEY_ENTITY, name: portalKeyName });
}

export function portalProfile(document: ProfileDocument): EntityChange {
  const { clientId, name, authType, active } = document;
  const expiresAt = document.expiresAt?.getTime() ?? null;
  return portalPut("profile", {
    id: document._id.toHexString(),
    clientId,
    name,
    authType,
    active,
    expiresAt,
  });
}

function isVisible(collection: CollectionDocument): boolean {
  return collection.status === "published" && collection.portal.visible;
}

type StoredHeader = {
  name: string;
  direction: "request" | "response";
  op: "set" | "append" | "remove";
  value?: { value: string } | { env: string } | { file: string } | undefined;
};

function sealedHeaders(
  context: Sealing,
  kind: string,
  id: string,
  headers: readonly StoredHeader[],
): HeaderRule[] {
  return headers.map(({ name, direction, op, value }, index) => {
    if (value === undefined) return { name, direction, op };
    const source =
      "value" in value ? seal(context, [kind, id, `headers.${index}`], value.value) : { ...value };
    return { name, direction, op, value: source };
  });
}

/** @throws AppError `secret_unreadable` unless that is tolerated */
function sealStored(context: Sealing, place: string[], open: () => Secret<string>): { sealed: string } {
  try {
    return seal(context, place, open().reveal());
  } catch (error) {
    if (context.tolerant && error instanceof AppError) return { sealed: "" };
    throw error;
  }
}

function seal(context: Sealing, place: string[], plaintext: string | Buffer): { sealed: string } {
  return { sealed: sealValue(context.snapshotKey, plaintext, ["snapshot", context.deployment, ...place]) };
}
