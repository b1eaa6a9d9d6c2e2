import type { KeyObject } from "node:crypto";
import { z } from "zod";
import { authenticate, openAuthenticated } from "./sealed-report.ts";

const id = z.string().regex(/^[0-9a-f]{24}$/);
const count = z.number().int().nonnegative();

/** One entry for each request, refusals included (product.md section 2). Times in milliseconds, sizes in bytes. */
export const requestLogEntry = z
  .object({
    /** Unique; management drops an entry that it has already. */
    id: z.string().min(8).max(64),
    requestId: z.string().max(128),
    time: count,
    method: z.string().max(32),
    path: z.string().max(8192),
    /** The matched route's template, such as `/payments/transactions/{id}`; null when none matched. */
    route: z.string().max(2048).nullable(),
    upstream: z.string().max(2048).nullable(),
    status: z.number().int().min(0).max(999),
    error: z.string().max(64).nullable(),
    /** Why it was refused, in words for operators; never sent to the caller. */
    deny: z.string().max(500).nullable(),
    latencyMs: z.number().nonnegative(),
    upstreamMs: z.number().nonnegative().nullable(),
    bytesIn: count,
    bytesOut: count,
    clientId: id.nullable(),
    profileId: id.nullable(),
    collectionId: id.nullable(),
    proxyId: id.nullable(),
    ip: z.string().max(64),
    userAgent: z.string().max(512),
    gateway: z.string().max(200),
  })
  .strict();

const requestLogBatch = z
  .object({
    instanceId: z.string().max(200),
    /** How many entries this worker has dropped since it started, because its buffer was full. */
    dropped: count,
    entries: z.array(requestLogEntry).max(5_000),
  })
  .strict();

export type RequestLogEntry = z.infer<typeof requestLogEntry>;
export type RequestLogBatch = z.infer<typeof requestLogBatch>;

/** @param key derived from SNAPSHOT_KEY with the label "logs" */
export function sealBatch(key: KeyObject, batch: RequestLogBatch): string {
  return authenticate(key, "request-log", batch);
}

/** @throws ProtocolError for a forged, malformed or oversized batch */
export function openBatch(key: KeyObject, text: string): RequestLogBatch {
  return openAuthenticated(key, "request-log", requestLogBatch, text, 16 * 1024 * 1024);
}
