import type { KeyObject } from "node:crypto";
import { mac, macMatches } from "@zerq/crypto/mac";
import { randomToken } from "@zerq/crypto/random";
import { Secret } from "@zerq/logging/secret";

/** Part of what is hashed, so that a token made for anything else is never a session. */
const PURPOSE = "developer_portal_session";

/** Milliseconds from signing in until signing in again; using the session doesn't prolong it. */
export const SESSION_LIFETIME_MS = 24 * 60 * 60_000;

const SESSION_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The value of a session's cookie: 32 random bytes as base64url. It means nothing but the record under its hash. */
export function mintSessionToken(): Secret<string> {
  return new Secret(randomToken(32));
}

/**
 * What a session is stored under: without the key nobody can make a cookie of it.
 * @param key derived from PORTAL_KEY with the label "portal-session"
 * @returns undefined when the text has not the form of a session's token
 */
export function sessionHash(key: KeyObject, token: string): string | undefined {
  return SESSION_TOKEN.test(token) ? mac(key, PURPOSE, token) : undefined;
}

/** The token that a page of this session sends with every change; it follows from the session and is stored nowhere. */
export function sessionCsrfToken(key: KeyObject, token: string): string {
  return mac(key, "csrf", token);
}

export function isSessionCsrfToken(key: KeyObject, token: string, given: string): boolean {
  return macMatches(key, given, "csrf", token);
}
