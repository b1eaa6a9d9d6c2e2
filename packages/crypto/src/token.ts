import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { Secret } from "@zerq/logging/secret";
import { encodeBase62, isBase62, randomBase62 } from "./base62.ts";

/**
 * Token format: `zerq_tok_` ‖ version id (24 hex) ‖ `_` ‖ secret (43 base62, 256 bits) ‖ checksum (6 base62).
 * The checksum is CRC-32 of all before it: secret scanners can tell a leaked token from a look-alike without asking us.
 */
const PREFIX = "zerq_tok_";
const ID_LENGTH = 24;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SECRET_START = PREFIX.length + ID_LENGTH + 1;
const CHECKSUM_START = SECRET_START + SECRET_LENGTH;

export const TOKEN_LENGTH = CHECKSUM_START + CHECKSUM_LENGTH;

export type ParsedToken = { versionId: string; secret: string };

/** A new token for a version of a profile's token. */
export function mintToken(versionId: string): Secret<string> {
  if (!/^[0-9a-f]{24}$/.test(versionId)) throw new RangeError("a token version id is 24 hex digits");
  const body = `${PREFIX}${versionId}_${randomBase62(SECRET_LENGTH)}`;
  return new Secret(body + checksum(body));
}

/** The parts of a token, or undefined when it isn't one: wrong length, alphabet or checksum. */
export function parseToken(text: string): ParsedToken | undefined {
  if (text.length !== TOKEN_LENGTH || !text.startsWith(PREFIX) || text[SECRET_START - 1] !== "_")
    return undefined;
  if (!isLowerHex(text, PREFIX.length, SECRET_START - 1)) return undefined;
  if (!isBase62(text, SECRET_START, TOKEN_LENGTH)) return undefined;
  if (checksum(text.slice(0, CHECKSUM_START)) !== text.slice(CHECKSUM_START)) return undefined;
  return {
    versionId: text.slice(PREFIX.length, SECRET_START - 1),
    secret: text.slice(SECRET_START, CHECKSUM_START),
  };
}

/**
 * What is stored instead of a token: HMAC-SHA-256 under the token pepper. Every field has a fixed length, so joining
 * them is unambiguous without length prefixes, and one string is the cheapest thing to hash per request.
 * @returns 32 bytes
 */
export function hashToken(
  pepper: KeyObject,
  parts: { profileId: string; versionId: string; secret: string },
): Buffer {
  return createHmac("sha256", pepper)
    .update(`token:${parts.profileId}:${parts.versionId}:${parts.secret}`)
    .digest();
}

/** Constant-time comparison of two token hashes. */
export function tokenMatches(expected: Buffer, actual: Buffer): boolean {
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function checksum(text: string): string {
  return encodeBase62(crc32(text), CHECKSUM_LENGTH);
}

function isLowerHex(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return true;
}
