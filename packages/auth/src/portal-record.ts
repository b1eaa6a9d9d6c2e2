import type { KeyObject } from "node:crypto";
import { mac } from "@zerq/crypto/mac";
import { openValue, SealError, sealValue } from "@zerq/crypto/sealed-value";
import { secretKey } from "@zerq/crypto/secret-key";
import type { z } from "zod";

/**
 * Records in Redis are sealed for the hash they are stored under. Who reads Redis learns no address from them, and who
 * writes to it can neither make one nor move one to a link or session of his own.
 */
export function sealRecord(key: KeyObject, hash: string, record: object): string {
  return sealValue(recordKey(key, hash), JSON.stringify(record), ["portal-record", hash]);
}

/** The record, or undefined when it is not one that was sealed under this key for this hash. */
export function openRecord<T>(
  key: KeyObject,
  hash: string,
  schema: z.ZodType<T>,
  sealed: string,
): T | undefined {
  try {
    const text = openValue(recordKey(key, hash), sealed, ["portal-record", hash]).toString("utf8");
    return schema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

/** A key for each record, so that the key that hashes never encrypts. */
function recordKey(key: KeyObject, hash: string): KeyObject {
  return secretKey(Buffer.from(mac(key, "record", hash), "base64url"));
}
