import { matchTypes } from "@zerq/auth/certificates/certificate-match";
import { createCertificateVerifier } from "@zerq/auth/certificates/certificate-verifier";
import type { ReadCertificate } from "@zerq/auth/certificates/read-certificate";
import { readCertificates, readRevocationLists } from "@zerq/auth/certificates/read-pem";
import { fixedRevocation, type RevocationSource } from "@zerq/auth/certificates/revocation-source";
import type { RevocationSources } from "@zerq/auth/certificates/revocation-sources";
import { createHmacJwtVerifier } from "@zerq/auth/hmac-jwt";
import { asymmetricAlgorithms } from "@zerq/auth/jwt-algorithms";
import type { KeySources } from "@zerq/auth/key-sources";
import { createOidcTokenVerifier } from "@zerq/auth/oidc-token-verifier";
import { symmetricKey } from "@zerq/crypto/secret-key";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { CompileError } from "./compile-error.ts";
import type { JwtVersion, Profile } from "./routing-table.ts";
import type { SecretOpener } from "./secret-opener.ts";

type Entity = GatewayEntity<"profile">;

/** What a profile's type makes of a profile. */
export type ProfileRules = Pick<Profile, "jwtVersions" | "verifier" | "certificates" | "rules">;

/** Of types without rules of their own, and of rules that can't be compiled. */
export const noRules: ProfileRules = {
  jwtVersions: [],
  verifier: undefined,
  certificates: undefined,
  rules: "",
};

/** Seconds by which the clock of an identity provider may differ. */
const PROVIDER_SKEW = 5;

/** Where rules get from what is not in the config itself. */
export type RuleSources = { readonly keys: KeySources; readonly revocation: RevocationSources };

/**
 * @throws CompileError, CertificateError, RangeError or SealError: then nobody may use the profile
 */
export function compileRules(entity: Entity, opener: SecretOpener, sources: RuleSources): ProfileRules {
  if (entity.authType === "jwt") return compileJwt(entity, opener);
  if (entity.authType === "oidc") return compileOidc(entity, sources.keys);
  if (entity.authType === "mtls") return compileMtls(entity, sources.revocation);
  return noRules;
}

function compileMtls({ mtls }: Entity, sources: RevocationSources): ProfileRules {
  if (mtls === undefined) throw new CompileError("a profile of type mtls without its rules");
  const match = mtls.match.map(({ type, value }) => {
    const known = matchTypes.find((one) => one === type);
    if (known === undefined)
      throw new CompileError("an mtls profile with a kind of name that is not understood");
    return { type: known, value };
  });
  if (match.length === 0) throw new CompileError("an mtls profile that names nobody");
  const certificates = createCertificateVerifier({
    authorities: authoritiesOf(mtls.caCertificates),
    match,
    revocation: revocationOf(mtls.crl, sources),
  });
  return { ...noRules, certificates, rules: JSON.stringify(mtls) };
}

/**
 * Read when somebody first comes: that takes a thousandth of a second for each, and there may be tens of thousands of profiles.
 * @throws CompileError when they can't be read at all
 */
function authoritiesOf(pem: string): () => readonly ReadCertificate[] {
  try {
    if (certificatesIn(pem).length === 0) throw new Error("there are none");
  } catch {
    throw new CompileError("an mtls profile with authorities that can't be read");
  }
  let read: readonly ReadCertificate[] | undefined;
  return () => {
    read ??= readCertificates(pem);
    return read;
  };
}

function revocationOf(
  crl: NonNullable<Entity["mtls"]>["crl"],
  sources: RevocationSources,
): RevocationSource[] {
  if (crl === undefined) return [];
  const { pem, url, refreshSeconds } = crl;
  const revocation: RevocationSource[] = [];
  if (pem !== null) revocation.push(fixedRevocation(readRevocationLists(Buffer.from(pem))));
  if (url !== null) revocation.push(sources.of(url, refreshSeconds * 1_000));
  // Asked for, and from nowhere: nothing could ever be current.
  if (revocation.length === 0) throw new CompileError("an mtls profile with revocation lists from nowhere");
  return revocation;
}

function compileJwt({ id: profileId, jwt }: Entity, opener: SecretOpener): ProfileRules {
  if (jwt === undefined) throw new CompileError("a profile of type jwt without its rules");
  const { versions, algorithm, issuer, audience, maxLifetime, clockSkew, requiredClaims } = jwt;
  const jwtVersions: JwtVersion[] = versions.map(({ id, secret, expiresAt }) => ({
    id,
    secret: symmetricKey(opener.openBytes(secret, "profile", profileId, `jwt.${id}`)),
    expiresAt,
  }));
  const rules = {
    issuer: issuer ?? undefined,
    audience: audience ?? undefined,
    maxLifetime: maxLifetime ?? undefined,
    clockSkew,
    requiredClaims,
  };
  return {
    ...noRules,
    jwtVersions,
    verifier: createHmacJwtVerifier(algorithm, jwtVersions, rules),
    rules: JSON.stringify([algorithm, rules]),
  };
}

function compileOidc({ oidc }: Entity, keySources: KeySources): ProfileRules {
  if (oidc === undefined) throw new CompileError("a profile of type oidc without its rules");
  const { issuer, audience, jwksUri, tokenKind, requiredClaims } = oidc;
  const algorithms = asymmetricAlgorithms.filter((algorithm) => oidc.algorithms.includes(algorithm));
  if (algorithms.length === 0 || algorithms.length < oidc.algorithms.length)
    throw new CompileError("an oidc profile with algorithms that are not understood");
  const rules = {
    issuer,
    audience,
    algorithms,
    tokenKind,
    requiredClaims,
    maxLifetime: undefined,
    clockSkew: PROVIDER_SKEW,
  };
  return {
    ...noRules,
    verifier: createOidcTokenVerifier(rules, keySources.of(issuer, jwksUri ?? undefined)),
    rules: JSON.stringify([rules, jwksUri]),
  };
}
