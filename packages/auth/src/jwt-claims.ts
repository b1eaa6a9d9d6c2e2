import { claimAt } from "./claim-at.ts";
import { JwtError } from "./jwt-parts.ts";

export type ClaimValue = string | number | boolean;

/** What a token has to claim, besides being signed. */
export type ClaimRules = {
  /** Exact; undefined when any will do. */
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Seconds from `iat` to `exp` at most. */
  readonly maxLifetime: number | undefined;
  /** Seconds by which the issuer's clock may differ. */
  readonly clockSkew: number;
  /** By path (`claimAt`). Each of them has to hold; a list asks for each of its values. */
  readonly requiredClaims: Readonly<Record<string, ClaimValue | readonly ClaimValue[]>>;
};

/** `until`: when it stops being valid, in milliseconds since the epoch. */
export type ClaimsVerdict =
  | { readonly outcome: "valid"; readonly until: number }
  | { readonly outcome: "expired"; readonly reason: string };

type Claims = Readonly<Record<string, unknown>>;

/**
 * Claims that name one party. In these a list proves nothing: if it did, one token could be that of two clients, and rules
 * that differ in such a claim could not be told apart.
 */
export const singleClaims: ReadonlySet<string> = new Set([
  "sub",
  "azp",
  "client_id",
  "appid",
  "cid",
  "preferred_username",
  "email",
]);

/**
 * Holds claims to the rules (RFC 7519 section 4.1). Whether it has expired is looked at last, so that only a token that is
 * right in everything else is called expired.
 * @throws JwtError saying what doesn't hold
 */
export function checkClaims(claims: Claims, rules: ClaimRules, nowMs: number): ClaimsVerdict {
  const now = nowMs / 1_000;
  const { clockSkew, maxLifetime } = rules;
  const exp = numericDate(claims, "exp");
  const nbf = numericDate(claims, "nbf");
  const iat = numericDate(claims, "iat");
  if (exp === undefined) throw new JwtError("the token has no exp");
  if (nbf !== undefined && nbf > now + clockSkew) throw new JwtError("the token is not valid yet");
  if (iat !== undefined && iat > now + clockSkew) throw new JwtError("the token was issued in the future");
  if (maxLifetime !== undefined) {
    if (iat === undefined) throw new JwtError("the token has no iat, and its lifetime is limited");
    if (exp - iat > maxLifetime) throw new JwtError("the token lives longer than allowed");
  }
  if (rules.issuer !== undefined && claims["iss"] !== rules.issuer)
    throw new JwtError("the token is of another issuer");
  if (rules.audience !== undefined) checkAudience(claims["aud"], rules.audience);
  for (const [name, value] of Object.entries(rules.requiredClaims)) {
    for (const wanted of Array.isArray(value) ? value : [value]) {
      if (!holds(claims, name, wanted)) throw new JwtError(`the token's ${name} is not what is required`);
    }
  }
  if (now >= exp + clockSkew) return { outcome: "expired", reason: "the token has expired" };
  return { outcome: "valid", until: (exp + clockSkew) * 1_000 };
}

function numericDate(claims: Claims, name: "exp" | "nbf" | "iat"): number | undefined {
  if (!Object.hasOwn(claims, name)) return undefined;
  const value = claims[name];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new JwtError(`the token's ${name} is no date`);
}

/** One string or a list of strings (RFC 7519 section 4.1.3). */
function checkAudience(value: unknown, audience: string): void {
  const list = Array.isArray(value) ? value : [value];
  if (!list.every((item) => typeof item === "string")) throw new JwtError("the token's aud is no audience");
  if (!list.includes(audience)) throw new JwtError("the token is for another audience");
}

/** By value and type: `"1"` is not `1`. A list contains it; `scope` is a list with spaces (RFC 8693 section 4.2). */
function holds(claims: Claims, name: string, wanted: ClaimValue): boolean {
  const value = claimAt(claims, name);
  if (value === undefined) return false;
  if (value === wanted) return true;
  if (singleClaims.has(name)) return false;
  if (Array.isArray(value)) return value.includes(wanted);
  return name === "scope" && typeof value === "string" && value.split(" ").includes(String(wanted))
    ? typeof wanted === "string"
    : false;
}
