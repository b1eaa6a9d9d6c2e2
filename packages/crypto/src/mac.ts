import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";

/** HMAC-SHA-256 (RFC 2104) over the parts, each preceded by its length as in `lengthPrefixed`, as base64url. */
export function mac(key: KeyObject, ...parts: (string | Buffer)[]): string {
  return digest(key, parts).toString("base64url");
}

/** Whether `expected` is the MAC of the parts, compared in constant time. */
export function macMatches(key: KeyObject, expected: string, ...parts: (string | Buffer)[]): boolean {
  const actual = digest(key, parts);
  const given = Buffer.from(expected, "base64url");
  return given.length === actual.length && timingSafeEqual(given, actual);
}

/** Part by part: a batch of log entries is large, and need not be copied for its MAC. */
function digest(key: KeyObject, parts: readonly (string | Buffer)[]): Buffer {
  const hmac = createHmac("sha256", key);
  const length = Buffer.alloc(4);
  for (const part of parts) {
    length.writeUInt32BE(Buffer.byteLength(part));
    hmac.update(length).update(part);
  }
  return hmac.digest();
}
