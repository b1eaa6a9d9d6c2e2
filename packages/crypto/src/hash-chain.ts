import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** What stands before the first entry. */
export const GENESIS = Buffer.alloc(32);

/**
 * The leaf of an audit entry: SHA-256(salt ‖ canonical JSON of the entry). The salt goes when an entry is erased, so that a
 * leaf that stays behind can't be used to guess what it was made of.
 * @param salt 16 random bytes
 * @returns 32 bytes
 */
export function auditLeaf(salt: Buffer, entry: unknown): Buffer {
  return createHash("sha256").update(salt).update(canonicalJson(entry)).digest();
}

/** SHA-256(sequence as 8 bytes, big endian ‖ previous link ‖ leaf): 32 bytes. */
export function chainLink(sequence: number, previous: Buffer, leaf: Buffer): Buffer {
  const number = Buffer.allocUnsafe(8);
  number.writeBigUInt64BE(BigInt(sequence));
  return createHash("sha256").update(number).update(previous).update(leaf).digest();
}

/** SHA-256 of a text, as base64url: the hash of a delta, which its successor names. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
