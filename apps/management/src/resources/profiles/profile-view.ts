import { commonView } from "../resource-document.ts";
import { mtlsView } from "./mtls-view.ts";
import type { ProfileDocument, SecretVersion, TokenVersion } from "./profile.model.ts";
import { readClaims } from "./stored-claims.ts";

/** A profile in the shape of its input. */
export function profileFields(document: ProfileDocument) {
  const { clientId, name, authType, allowedMethods, allowedIps, deniedIps, active } = document;
  const expiresAt = document.expiresAt?.toISOString() ?? null;
  const common = { clientId, name, authType, allowedMethods, allowedIps, deniedIps, active, expiresAt };
  if (document.jwt !== undefined) {
    const { versions: _, requiredClaims, ...rules } = document.jwt;
    return { ...common, jwt: { ...rules, requiredClaims: readClaims(requiredClaims) } };
  }
  if (document.oidc !== undefined) {
    const { requiredClaims, ...rules } = document.oidc;
    return { ...common, oidc: { ...rules, requiredClaims: readClaims(requiredClaims) } };
  }
  return document.mtls === undefined ? common : { ...common, mtls: document.mtls };
}

/** What a read answers: of a token's or a secret's versions their dates, never a hash and never a secret. */
export function profileView(document: ProfileDocument) {
  const common = commonView(document);
  const fields = profileFields(document);
  if ("jwt" in fields)
    return {
      ...common,
      ...fields,
      jwt: { ...fields.jwt, versions: (document.jwt?.versions ?? []).map(versionView) },
    };
  if ("mtls" in fields) return { ...common, ...fields, mtls: mtlsView(fields.mtls) };
  if (document.authType !== "token") return { ...common, ...fields };
  return { ...common, ...fields, token: { versions: document.token.versions.map(versionView) } };
}

/** As `profileView` of a token profile that nobody can have used yet. */
export function unusedProfileView(document: ProfileDocument) {
  const versions = document.token.versions.map((version) => ({ ...versionView(version), lastUsedAt: null }));
  return { ...profileView(document), token: { versions } };
}

function versionView({ id, createdAt, expiresAt }: TokenVersion | SecretVersion) {
  return { id, createdAt: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null };
}
