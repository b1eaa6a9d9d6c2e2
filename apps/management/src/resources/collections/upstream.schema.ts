import { z } from "zod";
import { isCertificates } from "../credentials/hold-certificates.ts";
import { targetUrl, timeouts } from "../fields.ts";

const targets = z
  .array(
    z
      .object({
        url: targetUrl,
        /** Its share of the requests, beside the others' weights; 0 takes it out. */
        weight: z.number().int().min(0).max(1_000).default(1),
      })
      .strict(),
  )
  .min(1)
  .max(50)
  .refine((list) => list.some(({ weight }) => weight > 0), "at least one needs a weight above 0")
  .refine(
    // A list with what is no URL has been refused above, but is looked at here all the same.
    (list) => new Set(list.map(({ url }) => URL.parse(url)?.href ?? url)).size === list.length,
    "must not name a target twice",
  );

/** TLS towards the targets. What isn't said is the safe default: verified, against the usual authorities. */
const tls = z
  .object({
    /** Authorities instead of the usual ones. */
    ca: z
      .string()
      .max(262_144)
      .refine(isCertificates, "must be certificates in PEM")
      .nullable()
      .default(null),
    /** The name that the certificate must have, when it isn't the host of the URL. */
    serverName: z
      .string()
      .max(253)
      .regex(
        /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+$|^localhost$/i,
        "must be a host name",
      )
      .nullable()
      .default(null),
    verify: z.boolean().default(true),
  })
  .strict();

/** How often a request may be sent again. Only what was never sent is, unless the proxy is `retryable`. */
const retry = z.object({ attempts: z.number().int().min(0).max(5) }).strict();

/** When a target is left alone: after so many failures in a row, for so many milliseconds. */
const circuitBreaker = z
  .object({
    failures: z.number().int().min(1).max(1_000).default(5),
    openMs: z.number().int().min(100).max(600_000).default(30_000),
  })
  .strict();

/**
 * A request to each target, again and again: so many good answers in a row bring it in, so many bad ones take it out. A path
 * and not a URL: a check goes where the requests go, and nowhere else.
 */
const healthCheck = z
  .object({
    path: z
      .string()
      .max(1_024)
      .regex(/^\/[\x21-\x22\x24-\x7e]*$/, "must begin with / and hold no spaces and no fragment"),
    intervalMs: z.number().int().min(1_000).max(600_000).default(10_000),
    timeoutMs: z.number().int().min(100).max(60_000).default(2_000),
    healthyAfter: z.number().int().min(1).max(100).default(2),
    unhealthyAfter: z.number().int().min(1).max(100).default(3),
    /** Any from 200 to 399 when it isn't given. */
    expectedStatus: z.number().int().min(200).max(599).nullable().default(null),
  })
  .strict();

export const upstream = z
  .object({
    targets: targets.nullable().default(null),
    timeouts: timeouts.default({}),
    tls: tls.nullable().default(null),
    retry: retry.nullable().default(null),
    circuitBreaker: circuitBreaker.nullable().default(null),
    healthCheck: healthCheck.nullable().default(null),
    forwardIdentity: z.boolean().default(false),
  })
  .strict();

export type Upstream = z.infer<typeof upstream>;
export type UpstreamTls = NonNullable<Upstream["tls"]>;

export const noUpstream: Upstream = {
  targets: null,
  timeouts: {},
  tls: null,
  retry: null,
  circuitBreaker: null,
  healthCheck: null,
  forwardIdentity: false,
};

export const upstreamOutput = z.strictObject({
  targets: z.array(z.strictObject({ url: z.string(), weight: z.number() })).nullable(),
  timeouts,
  tls: z
    .strictObject({ ca: z.string().nullable(), serverName: z.string().nullable(), verify: z.boolean() })
    .nullable(),
  retry: z.strictObject({ attempts: z.number() }).nullable(),
  circuitBreaker: z.strictObject({ failures: z.number(), openMs: z.number() }).nullable(),
  healthCheck: z
    .strictObject({
      path: z.string(),
      intervalMs: z.number(),
      timeoutMs: z.number(),
      healthyAfter: z.number(),
      unhealthyAfter: z.number(),
      expectedStatus: z.number().nullable(),
    })
    .nullable(),
  forwardIdentity: z.boolean(),
});
