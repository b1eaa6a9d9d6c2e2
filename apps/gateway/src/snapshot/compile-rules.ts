import { createHmacJwtVerifier } from "@zerq/auth/hmac-jwt";
import { asymmetricAlgorithms } from "@zerq/auth/jwt-algorithms";
import type { KeySources } from "@zerq/auth/key-sources";
import { createOidcTokenVerifier } from "@zerq/auth/oidc-token-verifier";
import { symmetricKey } from "@zerq/crypto/secret-key";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { CompileError } from "./compile-error.ts";
import type { JwtVersion, Profile } from "./routing-table.ts";
import type { SecretOpener } from "./secret-opener.ts";

type Entity = GatewayEntity<"profile">;

/** What a profile's type makes of a profile. */
export type ProfileRules = Pick<Profile, "jwtVersions" | "verifier" | "rules">;

/** Of types without rules of their own, and of rules that can't be compiled. */
export const noRules: ProfileRules = { jwtVersions: [], verifier: undefined, rules: "" };

/** Seconds by which the clock of an identity provider may differ. */
const PROVIDER_SKEW = 5;

/** @throws CompileError, RangeError or SealError: then nobody may use the profile */
export function compileRules(entity: Entity, opener: SecretOpener, keySources: KeySources): ProfileRules {
  if (entity.authType === "jwt") return compileJwt(entity, opener);
  if (entity.authType === "oidc") return compileOidc(entity, keySources);
  return noRules;
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
    jwtVersions: [],
    verifier: createOidcTokenVerifier(rules, keySources.of(issuer, jwksUri ?? undefined)),
    rules: JSON.stringify([rules, jwksUri]),
  };
}
