import type { KeyObject } from "node:crypto";
import { mac, macMatches } from "@zerq/crypto/mac";
import { randomToken } from "@zerq/crypto/random";
import { type AcceptedKeys, eachOf } from "@zerq/crypto/shared-keys";
import { Secret } from "@zerq/logging/secret";
import { z } from "zod";
import { openRecord } from "./portal-record.ts";

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

export function isSessionCsrfToken(keys: AcceptedKeys, token: string, given: string): boolean {
  return eachOf(keys).some((key) => macMatches(key, given, "csrf", token));
}

/** A session as it is stored, sealed for its hash (portal-record.ts). */
export const sessionRecord = z.object({
  address: z.string(),
  addressHash: z.string(),
  /** The client this session looks at; null until one was chosen. */
  clientId: z.string().nullable(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});

export type SessionRecord = z.infer<typeof sessionRecord>;

/** Where a session's record is in Redis. */
export const sessionName = (hash: string) => `zerq:portal:session:${hash}`;
/** The list of an address' sessions: one counts only as long as it is in there too. */
export const sessionsOf = (addressHash: string) => `zerq:portal:sessions-of:${addressHash}`;

/** What is asked of Redis to find a session. */
export type SessionReads = {
  get(name: string): Promise<string | null>;
  zscore(list: string, member: string): Promise<string | null>;
};

/**
 * The session of a cookie's value at this moment; undefined when malformed, unknown, signed out or too old.
 * @param keys derived from PORTAL_KEY with the label "portal-session"; it may be under any of them
 */
export async function findSession(
  redis: SessionReads,
  keys: AcceptedKeys,
  token: string,
  now: number,
): Promise<SessionRecord | undefined> {
  for (const key of eachOf(keys)) {
    const found = await findUnder(redis, key, token, now);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function findUnder(
  redis: SessionReads,
  key: KeyObject,
  token: string,
  now: number,
): Promise<SessionRecord | undefined> {
  const hash = sessionHash(key, token);
  if (hash === undefined) return undefined;
  const sealed = await redis.get(sessionName(hash));
  const record = sealed === null ? undefined : openRecord(key, hash, sessionRecord, sealed);
  if (record === undefined || now >= record.expiresAt) return undefined;
  return (await redis.zscore(sessionsOf(record.addressHash), hash)) === null ? undefined : record;
}
