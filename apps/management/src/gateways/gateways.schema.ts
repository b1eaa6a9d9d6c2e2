import { notReadyReasons } from "@zerq/plane-protocol/report";
import { z } from "zod";
import { pageParameters } from "../database/page.ts";

/**
 * `ready`; `behind` the newest version; `not_ready` by its own word; `silent` for up to a minute; of an `undeclared_group`,
 * so that there is nothing it could apply.
 */
export const workerStates = ["ready", "behind", "not_ready", "silent", "undeclared_group"] as const;
export type WorkerState = (typeof workerStates)[number];

/** As far as management's own clock can tell: more than 5 s off is `wrong`, more than 30 s `unusable`. */
const clockStates = ["right", "wrong", "unusable", "unknown"] as const;
export type ClockState = (typeof clockStates)[number];

export const gatewayItem = z.object({
  workerId: z.string(),
  instanceId: z.string(),
  group: z.string(),
  state: z.enum(workerStates),
  /** Why it says that it isn't ready: it has no config yet, one older than MAX_SNAPSHOT_AGE, or a clock too far off. */
  notReady: z.enum(notReadyReasons).nullable(),
  /** The version that it has applied. */
  version: z.int(),
  /** Versions that it has not applied yet. */
  lag: z.int(),
  startedAt: z.iso.datetime(),
  reportedAt: z.iso.datetime(),
  /** Its clock minus ours when it reported, in milliseconds; null as long as no report was heard. */
  clockOffsetMs: z.int().nullable(),
  clock: z.enum(clockStates),
  /** What it has met last while it followed the config; or else the first of its problems, with the resource. */
  lastError: z.string().nullable(),
  /** What of the config it can't enforce or reach, by kind and id of the resource. */
  problems: z.array(z.object({ kind: z.string(), id: z.string(), reason: z.string() })),
  missingEnv: z.array(z.string()),
  limiterMode: z.string(),
  /** How long ago the newest head that it has was signed, in milliseconds by our clock: the age of its config. */
  headAgeMs: z.int().nullable(),
  /** Whether that is more than 15 s: a head is signed every 5 s. */
  stale: z.boolean(),
  /** Whether its config is from Redis, or was kept from before and Redis hasn't been read yet. */
  source: z.enum(["none", "kept", "redis"]).nullable(),
});
export type GatewayItem = z.infer<typeof gatewayItem>;

const exact = z.string().max(200).optional();

export const sortFields = [
  "workerId",
  "group",
  "state",
  "version",
  "lag",
  "startedAt",
  "reportedAt",
] as const;
const sortPattern = new RegExp(`^-?(${sortFields.join("|")})(,-?(${sortFields.join("|")}))*$`);

export const gatewayQuery = z.strictObject({
  ...pageParameters,
  /** Fields separated by commas; `-field` for the other direction. */
  sort: z
    .string()
    .max(200)
    .regex(sortPattern, `takes ${sortFields.join(", ")}`)
    .default("group,workerId"),
  /** Within the name of the worker, whatever the case. */
  q: exact,
  workerId: exact,
  instanceId: exact,
  group: exact,
  state: z.enum(workerStates).optional(),
});
export type GatewayQuery = z.infer<typeof gatewayQuery>;
