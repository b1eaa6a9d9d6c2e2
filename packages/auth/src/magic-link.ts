import type { KeyObject } from "node:crypto";
import { mac } from "@zerq/crypto/mac";
import { randomToken } from "@zerq/crypto/random";
import { Secret } from "@zerq/logging/secret";

/** Part of what is hashed, so that a token made for anything else is never a link. */
const PURPOSE = "developer_portal_login";

/** Milliseconds from asking for a link until it is worth nothing. */
export const LINK_LIFETIME_MS = 30 * 60_000;

const LINK_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token of a sign-in link: 32 random bytes as base64url. It means nothing but the record stored under its hash. */
export function mintLinkToken(): Secret<string> {
  return new Secret(randomToken(32));
}

/**
 * What a link is stored under: without the key nobody can make a token of it.
 * @param key derived from PORTAL_KEY with the label "magic-link"
 * @returns undefined when the text has not the form of a link's token
 */
export function linkHash(key: KeyObject, token: string): string | undefined {
  return LINK_TOKEN.test(token) ? mac(key, PURPOSE, token) : undefined;
}
