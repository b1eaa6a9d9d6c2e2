import type { KeyObject } from "node:crypto";
import { openUnderAny, sealValue } from "@zerq/crypto/sealed-value";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import { z } from "zod";
import { readableVersion, understood } from "./later-schema.ts";
import { ProtocolError } from "./protocol-error.ts";

/**
 * What the portal asks of management for a developer, and what it hears. The whole call is sealed (AES-256-GCM) under a key of
 * both, so it proves the portal, can't be changed or read on its way, and fits no other operation; it holds for a moment and
 * once, by its nonce.
 */

const id = z.string().regex(/^[0-9a-f]{24}$/);

const operations = z.discriminatedUnion("operation", [
  z.strictObject({ operation: z.literal("usage") }),
  z.strictObject({
    operation: z.literal("requests"),
    limit: z.int().min(1).max(100),
    cursor: z.string().max(500).nullable(),
  }),
  z.strictObject({
    operation: z.literal("rotate-token"),
    profileId: id,
    /** Seconds for which the old token stays valid beside the new one. */
    overlapSeconds: z
      .int()
      .min(0)
      .max(7 * 24 * 3_600),
  }),
]);

export const portalCall = z.strictObject({
  /** Calls of the first schema don't say it. */
  schemaVersion: readableVersion.optional(),
  ask: operations,
  /** The value of the developer's session cookie: management looks it up itself, and believes nothing else about who asks. */
  session: z.string().max(100),
  /** Milliseconds since the epoch. */
  time: z.int().nonnegative(),
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** Of the developer's own request, for the audit. */
  request: z.strictObject({
    id: z.string().max(128),
    method: z.string().max(32),
    url: z.string().max(2_000),
    ip: z.string().max(64),
    userAgent: z.string().max(512),
  }),
});

export type PortalCall = z.infer<typeof portalCall>;
export type PortalAsk = z.infer<typeof operations>;

const limit = <T extends z.ZodType>(interval: T) =>
  z.object({ max: z.int(), interval, used: z.int().nonnegative(), resetsAt: z.iso.datetime().nullable() });

/** What each operation is answered with. What a later management adds to it isn't looked at: it is for showing. */
export const portalAnswers = {
  usage: z.object({
    rateLimit: limit(z.enum(["1m", "5m", "1h"])).nullable(),
    quota: limit(z.enum(["1d", "7d", "30d"])).nullable(),
    /** Whether the client's developers may rotate its tokens. */
    tokenRotation: z.boolean(),
  }),
  requests: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        requestId: z.string(),
        time: z.iso.datetime(),
        method: z.string(),
        path: z.string(),
        status: z.int(),
        error: z.string().nullable(),
        /** Why it was refused; null when it wasn't. */
        reason: z.string().nullable(),
        latencyMs: z.number(),
        profileId: z.string().nullable(),
        ip: z.string(),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
  "rotate-token": z.object({
    profileId: id,
    token: z.string(),
    previousExpiresAt: z.iso.datetime().nullable(),
  }),
} as const satisfies Record<PortalAsk["operation"], z.ZodType>;

export type PortalAnswer<O extends PortalAsk["operation"]> = z.infer<(typeof portalAnswers)[O]>;

/** Where it goes: the one path of management's internal listener that the portal calls. */
export const PORTAL_CALL_PATH = "/portal/calls";

/** How far the two clocks may be apart, in ms; a nonce is remembered for twice as long. */
export const CALL_LIFETIME_MS = 30_000;

/** @param key derived from PORTAL_KEY with the label "portal-calls" */
export function sealPortalCall(key: KeyObject, deployment: string, call: PortalCall): string {
  return sealValue(key, JSON.stringify(call), ["portal-call", deployment]);
}

/**
 * The call, and the key that it came under: its answer goes back under the same, whichever the portal is at.
 * @throws ProtocolError for a call that is forged, malformed, of another time, or that needs what isn't known here
 */
export function openPortalCall(
  keys: AcceptedKeys,
  deployment: string,
  text: string,
  now: number,
): { call: PortalCall; key: KeyObject } {
  const { value, key } = openJson(keys, text, ["portal-call", deployment]);
  const read = portalCall.safeParse(understood("the portal's call", portalCall, value));
  if (!read.success) throw new ProtocolError("malformed", "the portal's call");
  if (Math.abs(now - read.data.time) > CALL_LIFETIME_MS)
    throw new ProtocolError("expired", "the portal's call");
  return { call: read.data, key };
}

/** Sealed as well, since a new token may be in it; for this one call, so that no other answer passes for it. */
export function sealPortalAnswer(key: KeyObject, deployment: string, nonce: string, answer: object): string {
  return sealValue(key, JSON.stringify(answer), ["portal-answer", deployment, nonce]);
}

/** @throws ProtocolError for an answer to something else */
export function openPortalAnswer<O extends PortalAsk["operation"]>(
  key: KeyObject,
  deployment: string,
  asked: { nonce: string; operation: O },
  text: string,
): PortalAnswer<O> {
  const { value } = openJson(key, text, ["portal-answer", deployment, asked.nonce]);
  const read = portalAnswers[asked.operation].safeParse(value);
  if (!read.success) throw new ProtocolError("malformed", "management's answer");
  return read.data as PortalAnswer<O>;
}

function openJson(
  keys: AcceptedKeys,
  text: string,
  place: readonly string[],
): { value: unknown; key: KeyObject } {
  try {
    const { plain, key } = openUnderAny(keys, text, place);
    return { value: JSON.parse(plain.toString("utf8")), key };
  } catch {
    throw new ProtocolError("bad-signature", place[0] ?? "");
  }
}
