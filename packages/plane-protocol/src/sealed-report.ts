import type { KeyObject } from "node:crypto";
import { mac, macMatches } from "@zerq/crypto/mac";
import { z } from "zod";
import { ProtocolError } from "./protocol-error.ts";

/** What gateways send back is authenticated by a key derived from SNAPSHOT_KEY, and treated as hostile all the same. */
const authenticated = z.object({ body: z.string(), mac: z.string() }).strict();

/** A JSON text with its MAC. @param purpose tells the kinds of messages apart */
export function authenticate(key: KeyObject, purpose: string, value: object): string {
  const body = JSON.stringify(value);
  return JSON.stringify({ body, mac: mac(key, purpose, body) });
}

/**
 * The value of an authenticated message.
 * @param maxLength in characters; a longer one isn't parsed at all
 * @throws ProtocolError `malformed` or `bad-signature`
 */
export function openAuthenticated<T>(
  key: KeyObject,
  purpose: string,
  schema: z.ZodType<T>,
  text: string,
  maxLength: number,
): T {
  if (text.length > maxLength)
    throw new ProtocolError("malformed", `${purpose} of ${text.length} characters`);
  try {
    const message = authenticated.parse(JSON.parse(text));
    if (!macMatches(key, message.mac, purpose, message.body))
      throw new ProtocolError("bad-signature", purpose);
    return schema.parse(JSON.parse(message.body));
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError("malformed", purpose);
  }
}
