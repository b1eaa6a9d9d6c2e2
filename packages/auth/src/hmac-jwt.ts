import type { KeyObject } from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import { decoyVerification } from "./decoy-verification.ts";
import { type ClaimRules, checkClaims } from "./jwt-claims.ts";
import { JwtError, readClaims, readHeader } from "./jwt-parts.ts";
import type { JwtVerdict, TokenVerifier } from "./jwt-verdict.ts";
import { ProvenTokens, tokenDigest } from "./proven-tokens.ts";

/** Bytes that a secret has to have at least: those of the hash (RFC 7518 section 3.2). */
export const hmacAlgorithms = { HS256: 32, HS384: 48, HS512: 64 } as const;
export type HmacAlgorithm = keyof typeof hmacAlgorithms;

/** One of several secrets that are valid at the same time. */
export type HmacVersion = {
  readonly secret: KeyObject;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | null;
};

/**
 * Verifies tokens that are signed with a shared secret under the one algorithm that the rules name.
 * @throws RangeError for a secret that is shorter than the hash
 */
export function createHmacJwtVerifier<V extends HmacVersion>(
  algorithm: HmacAlgorithm,
  versions: readonly V[],
  rules: ClaimRules,
): TokenVerifier<V> {
  for (const { secret } of versions) {
    if ((secret.symmetricKeySize ?? 0) < hmacAlgorithms[algorithm])
      throw new RangeError(`a secret for ${algorithm} has at least ${hmacAlgorithms[algorithm]} bytes`);
  }
  const proven = new ProvenTokens<V>();

  function prove(token: string, digest: string, now: number): JwtVerdict<V> | Promise<JwtVerdict<V>> {
    if (readHeader(token).alg !== algorithm) {
      const refused = invalid("the token is signed with another algorithm");
      return decoyVerification(token)?.then(() => refused) ?? refused;
    }
    const version = versions.filter(isAlive(now)).find(({ secret }) => isSigned(token, secret, algorithm));
    // A profile without a living version costs what one with a wrong signature costs.
    if (version === undefined && !versions.some(isAlive(now))) void decoyVerification(token);
    if (version === undefined) return invalid("the token's signature is wrong");
    const checked = checkClaims(readClaims(token), rules, now);
    if (checked.outcome === "expired") return checked;
    proven.add(digest, Math.min(checked.until, version.expiresAt ?? Number.POSITIVE_INFINITY), version);
    return { outcome: "valid", version };
  }

  return {
    verify(token, now) {
      const digest = tokenDigest(token);
      const version = proven.find(digest, now);
      if (version !== undefined) return { outcome: "valid", version };
      try {
        return prove(token, digest, now);
      } catch (error) {
        if (error instanceof JwtError) return invalid(error.message);
        throw error;
      }
    },
  };
}

const isAlive =
  (now: number) =>
  ({ expiresAt }: HmacVersion): boolean =>
    expiresAt === null || expiresAt > now;

/** The signature alone; what the token claims is looked at by `checkClaims`, the same for all kinds of tokens. */
function isSigned(token: string, secret: KeyObject, algorithm: HmacAlgorithm): boolean {
  try {
    jsonwebtoken.verify(token, secret, {
      algorithms: [algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    return false;
  }
}

function invalid(reason: string): { outcome: "invalid"; reason: string } {
  return { outcome: "invalid", reason };
}
