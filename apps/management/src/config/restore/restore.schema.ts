import { z } from "zod";
import { reasonText } from "../../http/read-reason.ts";
import { configChange, diffReport, notice } from "../config-report.schema.ts";

export const restoreInput = z.strictObject({
  /** Tries all of it and leaves nothing. */
  dryRun: z.boolean().default(false),
  /** Whether clients, profiles and addresses that were switched off or removed since come back. */
  reactivate: z.boolean().default(false),
  /** The config version that the caller has looked at: with any later one the restore is refused. */
  baseVersion: z.int().min(0).optional(),
  /** Why, as `X-Change-Reason` says it. */
  reason: reasonText.optional(),
});
export type RestoreInput = z.infer<typeof restoreInput>;

const restoredChange = configChange.extend({
  /** As in a config document. `foreign` is who keeps the resource, and may undo what the restore does to it. */
  kind: z.union([configChange.shape.kind, z.literal("settings")]),
  /** What no restore brings back: tokens and secrets. */
  lost: z.array(notice),
});
export type RestoredChange = z.infer<typeof restoredChange>;

export const restoreReport = diffReport.extend({
  /** The version that was restored. */
  version: z.int(),
  /** What differs from that version. `unchanged` is what differs only in what is held back or lost. */
  changes: z.array(restoredChange),
  /** False after a dry run, and when there was nothing to change. */
  applied: z.boolean(),
  dryRun: z.boolean(),
  /** The version that the restore made, or the newest one when it made none. */
  configVersion: z.int(),
});
export type RestoreReport = z.infer<typeof restoreReport>;
