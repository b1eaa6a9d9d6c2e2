import type { KeyObject } from "node:crypto";
import { mac, macMatches } from "@zerq/crypto/mac";
import { type AcceptedKeys, eachOf } from "@zerq/crypto/shared-keys";
import type { z } from "zod";
import { ProtocolError } from "./protocol-error.ts";

/**
 * What gateways send back is authenticated by a key derived from SNAPSHOT_KEY, and treated as hostile all the same.
 * A message is its MAC, a dot, and the JSON text as it is: gateways send one for every few hundred requests, so it isn't
 * wrapped (and escaped) a second time.
 * @param purpose tells the kinds of messages apart
 */
export function authenticate(key: KeyObject, purpose: string, value: object): string {
  const body = JSON.stringify(value);
  return `${mac(key, purpose, body)}.${body}`;
}

/** Bytes before the JSON text of a message: a MAC of 43 base64url characters and the dot. */
export const AUTHENTICATOR_BYTES = 44;

/**
 * As `authenticate`, for a message whose JSON text is already there as UTF-8 behind AUTHENTICATOR_BYTES of room: the MAC is
 * written in place, and nothing is copied.
 */
export function authenticateInPlace(key: KeyObject, purpose: string, message: Buffer): void {
  message.write(`${mac(key, purpose, message.subarray(AUTHENTICATOR_BYTES))}.`, 0, "latin1");
}

/**
 * The value of an authenticated message.
 * @param keys any of them will do
 * @param maxLength in characters; a longer one isn't parsed at all
 * @throws ProtocolError `malformed` or `bad-signature`
 */
export function openAuthenticated<T>(
  keys: AcceptedKeys,
  purpose: string,
  schema: z.ZodType<T>,
  text: string,
  maxLength: number,
): T {
  if (text.length > maxLength)
    throw new ProtocolError("malformed", `${purpose} of ${text.length} characters`);
  try {
    const dot = text.indexOf(".");
    if (dot === -1) throw new ProtocolError("malformed", purpose);
    const body = text.slice(dot + 1);
    const given = text.slice(0, dot);
    if (!eachOf(keys).some((key) => macMatches(key, given, purpose, body)))
      throw new ProtocolError("bad-signature", purpose);
    return schema.parse(JSON.parse(body));
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError("malformed", purpose);
  }
}
