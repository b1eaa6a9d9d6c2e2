import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { lengthPrefixed } from "./length-prefixed.ts";

/** HMAC-SHA-256 (RFC 2104) over the length-prefixed parts, as base64url. */
export function mac(key: KeyObject, ...parts: string[]): string {
  return createHmac("sha256", key).update(lengthPrefixed(parts)).digest("base64url");
}

/** Whether `expected` is the MAC of the parts, compared in constant time. */
export function macMatches(key: KeyObject, expected: string, ...parts: string[]): boolean {
  const actual = createHmac("sha256", key).update(lengthPrefixed(parts)).digest();
  const given = Buffer.from(expected, "base64url");
  return given.length === actual.length && timingSafeEqual(given, actual);
}
