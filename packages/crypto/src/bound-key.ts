import { createHash, timingSafeEqual } from "node:crypto";
import { lengthPrefixed } from "./length-prefixed.ts";
import { SealError } from "./sealed-value.ts";

const DIGEST_BYTES = 32;
const KEY_BYTES = 32;

/**
 * A key with the digest of its place before it, for a provider whose ciphertexts know no place, or lose it when they are
 * wrapped anew.
 * @returns SHA-256 of the place (32 bytes) ‖ the key (32 bytes)
 */
export function bindKey(key: Buffer, place: readonly string[]): Buffer {
  return Buffer.concat([digest(place), key]);
}

/** @throws SealError when the bytes are no key, or one of another place */
export function keyOfPlace(bytes: Buffer, place: readonly string[]): Buffer {
  if (bytes.length !== DIGEST_BYTES + KEY_BYTES) throw new SealError(place);
  if (!timingSafeEqual(bytes.subarray(0, DIGEST_BYTES), digest(place))) throw new SealError(place);
  return bytes.subarray(DIGEST_BYTES);
}

function digest(place: readonly string[]): Buffer {
  return createHash("sha256").update(lengthPrefixed(place)).digest();
}
