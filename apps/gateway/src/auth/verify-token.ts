import { hash as digest } from "node:crypto";
import { hashToken, parseToken, tokenMatches } from "@zerq/crypto/token";
import type { TokenVersion } from "../snapshot/routing-table.ts";
import type { TokenPeppers } from "../snapshot/token-peppers.ts";
import type { Verdict } from "./verdict.ts";

/** What is hashed and compared when there is nothing to compare with, so that a miss costs what a hit costs. */
const noHash = Buffer.alloc(32);
const noVersion = "0".repeat(24);
const noSecret = "0".repeat(43);

/**
 * SHA-256 of the token that has proved a version right. It spares the HMAC for the callers that come again and again, and is
 * gone with the version when a new snapshot replaces it. A token has 256 random bits, so its digest says nothing about it,
 * and comparing digests need not take constant time: nobody can choose a token by its digest.
 */
const proven = new WeakMap<TokenVersion, Proof>();

type Proof = { readonly tokenDigest: string; readonly profileId: string; readonly peppers: TokenPeppers };

/**
 * Verifies an opaque token against the versions of a profile's token. Every refusal does the same work: one digest, one
 * parse, one HMAC, one comparison.
 * @param versions undefined when there is no such profile
 */
export function verifyToken(
  peppers: TokenPeppers,
  profileId: string,
  versions: readonly TokenVersion[] | undefined,
  token: string,
  now: number,
): Verdict {
  const tokenDigest = digest("sha256", token, "hex");
  const known = findProven({ tokenDigest, profileId, peppers }, versions);
  if (known !== undefined) return timely(known, now);
  const parsed = parseToken(token);
  const version = parsed === undefined ? undefined : findVersion(versions, parsed.versionId);
  const hash = hashToken(peppers.of(version?.pepper), {
    profileId,
    versionId: parsed?.versionId ?? noVersion,
    secret: parsed?.secret ?? noSecret,
  });
  const matches = tokenMatches(version?.hash ?? noHash, hash);
  if (version === undefined || !matches) {
    return { outcome: "invalid", reason: reasonFor(parsed !== undefined, versions, version) };
  }
  proven.set(version, { tokenDigest, profileId, peppers });
  return timely(version, now);
}

function timely(version: TokenVersion, now: number): Verdict {
  if (version.expiresAt === null || version.expiresAt > now) return { outcome: "valid", version };
  return { outcome: "expired", reason: `token version ${version.id} has expired` };
}

function findProven(
  { tokenDigest, profileId, peppers }: Proof,
  versions: readonly TokenVersion[] | undefined,
): TokenVersion | undefined {
  if (versions === undefined) return undefined;
  for (const version of versions) {
    const proof = proven.get(version);
    if (proof?.tokenDigest === tokenDigest && proof.peppers === peppers && proof.profileId === profileId)
      return version;
  }
  return undefined;
}

function findVersion(versions: readonly TokenVersion[] | undefined, id: string): TokenVersion | undefined {
  if (versions === undefined) return undefined;
  for (const version of versions) if (version.id === id) return version;
  return undefined;
}

function reasonFor(
  isToken: boolean,
  versions: readonly TokenVersion[] | undefined,
  version: TokenVersion | undefined,
): string {
  if (versions === undefined) return "there is no such profile";
  if (!isToken) return "what was sent is no token";
  return version === undefined ? "the profile has no such token version" : "the token's secret is wrong";
}
