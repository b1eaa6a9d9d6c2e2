import type { RingKey } from "@zerq/crypto/key-ring";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import { FIRST_PEPPER, type GatewayEntity, type GatewayKind } from "@zerq/plane-protocol/gateway-entities";
import type { ClientDocument } from "../clients/client.model.ts";
import type { CollectionDocument } from "../collections/collection.model.ts";
import type { Cors } from "../collections/cors.ts";
import { targetUrls } from "../collections/target-urls.ts";
import { noUpstream } from "../collections/upstream.schema.ts";
import type { CredentialDocument } from "../credentials/credential.model.ts";
import { credentialShapes } from "../credentials/credential-types.ts";
import type { Maintenance } from "../maintenance.ts";
import type { PolicyDocument } from "../policies/policy.model.ts";
import type { ProfileDocument } from "../profiles/profile.model.ts";
import { readClaims } from "../profiles/stored-claims.ts";
import type { Capture } from "../proxies/capture.schema.ts";
import type { ProxyDocument } from "../proxies/proxy.model.ts";
import type { SettingsDocument } from "../settings/settings.model.ts";
import { type Sealing, seal, sealedHeaders, sealedJwtRules, sealedSecret } from "./seal-for-gateways.ts";

/**
 * What gateways get to know of a document; with portal-projections.ts the one place where config leaves management. Secrets
 * are sealed under SNAPSHOT_KEY.
 */

function put<K extends GatewayKind>(kind: K, entity: GatewayEntity<K>): EntityChange {
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
