import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import { lengthPrefixed } from "./length-prefixed.ts";
import { type AcceptedKeys, eachOf } from "./shared-keys.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed value that is truncated, tampered with, under another key, or out of its place. */
export class SealError extends Error {
  constructor(place: readonly string[]) {
    super(`the sealed value of ${place.join("/")} does not open`);
    this.name = "SealError";
  }
}

/**
 * AES-256-GCM (NIST SP 800-38D) with a fresh random nonce.
 * @param place the value's place (deployment, kind, id, field …), bound in as additional data
 * @returns base64url of nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes)
 */
export function sealValue(key: KeyObject, plaintext: Buffer | string, place: readonly string[]): string {
  return sealBytes(key, plaintext, place).toString("base64url");
}

/** As `sealValue`, for what is kept as bytes. @returns nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes) */
export function sealBytes(key: KeyObject, plaintext: Buffer | string, place: readonly string[]): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(lengthPrefixed(place));
  const head = typeof plaintext === "string" ? cipher.update(plaintext, "utf8") : cipher.update(plaintext);
  return Buffer.concat([nonce, head, cipher.final(), cipher.getAuthTag()]);
}

/**
 * The plaintext of a sealed value.
 * @throws SealError when it was not sealed under this key for this place
 */
export function openValue(key: KeyObject, sealed: string, place: readonly string[]): Buffer {
  return openBytes(key, Buffer.from(sealed, "base64url"), place);
}

/**
 * As `openValue`, with the key that it was sealed under: there are several while one is being changed.
 * @throws SealError when none of them opens it
 */
export function openUnderAny(
  keys: AcceptedKeys,
  sealed: string,
  place: readonly string[],
): { readonly plain: Buffer; readonly key: KeyObject } {
  for (const key of eachOf(keys)) {
    try {
      return { plain: openValue(key, sealed, place), key };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  throw new SealError(place);
}

/** The plaintext of what `sealBytes` gave. @throws SealError when it was not sealed under this key for this place */
export function openBytes(key: KeyObject, bytes: Buffer, place: readonly string[]): Buffer {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new SealError(place);
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(lengthPrefixed(place));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    const head = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
    return Buffer.concat([head, decipher.final()]);
  } catch {
    throw new SealError(place);
  }
}
