import type { KeyObject } from "node:crypto";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import { z } from "zod";
import { authenticate, openAuthenticated } from "./sealed-report.ts";

const short = z.string().max(200);

/** It has no config yet, its config is older than MAX_SNAPSHOT_AGE, its clock can't be relied on; or what only a later one can say. */
export const notReadyReasons = ["loading", "stale", "clock", "other"] as const;
export type NotReady = (typeof notReadyReasons)[number];

/**
 * What a gateway worker says about itself, after every swap and every 2 s. Gateways are upgraded first, so what a later one adds
 * is left out, and what it adds to a list of choices counts as not said: both within the size of a report.
 */
export const gatewayReport = z.object({
  instanceId: short,
  workerId: short,
  group: short,
  version: z.number().int().nonnegative(),
  hash: z.string().max(100),
  /** The epoch of the version; not in reports of older gateways. */
  epoch: z.number().int().nonnegative().optional(),
  startedAt: z.number().int(),
  time: z.number().int(),
  lastError: short.nullable(),
  problems: z.array(z.object({ kind: short, id: short, reason: short })).max(100),
  missingEnv: z.array(short).max(100),
  limiterMode: short,
  /** Milliseconds from the time of the newest signed head to the report's, each by its own clock; null before the first. */
  headAgeMs: z.number().int().nullable(),
  /** Where the config in force is from; not in reports of older gateways. */
  source: z.enum(["none", "kept", "redis"]).optional().catch(undefined),
  /** Names (@zerq/crypto/shared-keys) of the keys that it accepts as SNAPSHOT_KEY; not in reports of older gateways. */
  snapshotKeys: z.array(z.string().max(64)).max(8).optional(),
  /** Ids (@zerq/crypto/signing) of the keys that it accepts signatures of; not in reports of older gateways. */
  verifyKeys: z.array(z.string().max(64)).max(16).optional(),
  /** Its clock minus management's as far as that is proved, in ms; null when nothing is known. Not of older gateways. */
  clockOffsetMs: z.number().int().nullable().optional(),
  /** Why it isn't ready; null when it is. One that is `loading` serves nobody yet. Not in reports of older gateways. */
  notReady: z.enum(notReadyReasons).nullable().optional().catch("other"),
  /** Its last word: it stops. Of a gateway that never says so, a report that was taken away says it. */
  leaving: z.boolean().optional(),
});

export type GatewayReport = z.infer<typeof gatewayReport>;

/** Milliseconds: a worker that hasn't reported for so long is silent: it may have stopped, or hang and come back. */
export const REPORT_EXPIRES_AFTER_MS = 8_000;
/** Milliseconds: a worker that has been silent for so long without having said that it stops is not waited for any more. */
export const REPORT_FORGOTTEN_AFTER_MS = 60_000;
export const REPORT_INTERVAL_MS = 2_000;

/** @param key derived from SNAPSHOT_KEY with the label "reports" */
export function sealReport(key: KeyObject, report: GatewayReport): string {
  return authenticate(key, "gateway-report", report);
}

/** @throws ProtocolError for a forged, malformed or oversized report */
export function openReport(keys: AcceptedKeys, text: string): GatewayReport {
  return openAuthenticated(keys, "gateway-report", gatewayReport, text, 64 * 1024);
}
