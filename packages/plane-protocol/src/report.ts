import type { KeyObject } from "node:crypto";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import { z } from "zod";
import { authenticate, openAuthenticated } from "./sealed-report.ts";

const short = z.string().max(200);

/** What a gateway worker says about itself, after every swap and every 2 s. */
export const gatewayReport = z
  .object({
    instanceId: short,
    workerId: short,
    group: short,
    version: z.number().int().nonnegative(),
    hash: z.string().max(100),
    startedAt: z.number().int(),
    time: z.number().int(),
    lastError: short.nullable(),
    problems: z.array(z.object({ kind: short, id: short, reason: short }).strict()).max(100),
    missingEnv: z.array(short).max(100),
    limiterMode: short,
    /** Milliseconds between the last signed head's time and its arrival; null before the first. */
    headAgeMs: z.number().int().nullable(),
    /** Where the config in force is from; not in reports of older gateways. */
    source: z.enum(["none", "kept", "redis"]).optional(),
    /** Names (@zerq/crypto/shared-keys) of the keys that it accepts as SNAPSHOT_KEY; not in reports of older gateways. */
    snapshotKeys: z.array(z.string().max(64)).max(8).optional(),
  })
  .strict();

export type GatewayReport = z.infer<typeof gatewayReport>;

/** Milliseconds: a worker that hasn't reported for so long is not counted as live. */
export const REPORT_EXPIRES_AFTER_MS = 8_000;
export const REPORT_INTERVAL_MS = 2_000;

/** @param key derived from SNAPSHOT_KEY with the label "reports" */
export function sealReport(key: KeyObject, report: GatewayReport): string {
  return authenticate(key, "gateway-report", report);
}

/** @throws ProtocolError for a forged, malformed or oversized report */
export function openReport(keys: AcceptedKeys, text: string): GatewayReport {
  return openAuthenticated(keys, "gateway-report", gatewayReport, text, 64 * 1024);
}
