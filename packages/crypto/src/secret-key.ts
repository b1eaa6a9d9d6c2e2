import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";

/** A symmetric key as a KeyObject: it prints as `SecretKeyObject {}` and never as its bytes. */
export function secretKey(bytes: Buffer): KeyObject {
  if (bytes.length !== 32) throw new RangeError(`a key is 32 bytes, not ${bytes.length}`);
  return createSecretKey(bytes);
}

export function randomKey(): KeyObject {
  return createSecretKey(randomBytes(32));
}

/** A secret of any length, shared with somebody else; whether it is long enough is its algorithm's business. */
export function symmetricKey(bytes: Buffer): KeyObject {
  return createSecretKey(bytes);
}
