import { compactVerify } from "jose";
import { decoyVerification } from "./decoy-verification.ts";
import type { AsymmetricAlgorithm } from "./jwt-algorithms.ts";
import { type ClaimRules, checkClaims } from "./jwt-claims.ts";
import { JwtError, type JwtHeader, readClaims, readHeader } from "./jwt-parts.ts";
import type { JwtVerdict, TokenVerifier } from "./jwt-verdict.ts";
import type { KeySet } from "./key-set.ts";
import { type KeySource, KeysUnavailableError } from "./key-source.ts";
import { ProvenTokens, tokenDigest } from "./proven-tokens.ts";
import { checkTokenKind, type TokenKind } from "./token-kind.ts";

export type OidcTokenRules = ClaimRules & {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly AsymmetricAlgorithm[];
  readonly tokenKind: TokenKind;
};

type Verdict = JwtVerdict<undefined>;

/** Verifies tokens of one issuer by its published keys, for one profile's rules. */
export function createOidcTokenVerifier(rules: OidcTokenRules, keys: KeySource): TokenVerifier<undefined> {
  const proven = new ProvenTokens<KeySet>();

  async function prove(token: string, digest: string, now: number): Promise<Verdict> {
    try {
      const header = readHeader(token);
      await verifySignature(token, header, rules.algorithms, keys);
      const claims = readClaims(token);
      checkTokenKind(rules.tokenKind, header, claims, rules.audience);
      const checked = checkClaims(claims, rules, now);
      if (checked.outcome === "expired") return checked;
      if (keys.fresh !== undefined) proven.add(digest, checked.until, keys.fresh);
      return { outcome: "valid", version: undefined };
    } catch (error) {
      if (error instanceof JwtError || error instanceof KeysUnavailableError)
        return { outcome: "invalid", reason: error.message };
      throw error;
    }
  }

  return {
    verify(token, now) {
      const digest = tokenDigest(token);
      const provenWith = proven.find(digest, now);
      // Proved with the keys that are still in force: a key that the issuer has withdrawn proves nothing any more.
      if (provenWith !== undefined && provenWith === keys.fresh)
        return { outcome: "valid", version: undefined };
      return prove(token, digest, now);
    },
  };
}

/** @throws JwtError unless one of the issuer's keys has signed it; in any case after one verification */
async function verifySignature(
  token: string,
  header: JwtHeader,
  algorithms: readonly AsymmetricAlgorithm[],
  keys: KeySource,
): Promise<void> {
  const algorithm = algorithms.find((one) => one === header.alg);
  if (algorithm === undefined) return fail(token, "the token is signed with another algorithm");
  let key: Awaited<ReturnType<KeySet["find"]>>;
  try {
    key = await keys.find(header);
  } catch (error) {
    await decoyVerification(token);
    throw error;
  }
  if (key === undefined) return fail(token, "the issuer has no such key");
  try {
    await compactVerify(token, key, { algorithms: [algorithm] });
  } catch {
    throw new JwtError("the token's signature is wrong");
  }
}

async function fail(token: string, reason: string): Promise<never> {
  await decoyVerification(token);
  throw new JwtError(reason);
}
