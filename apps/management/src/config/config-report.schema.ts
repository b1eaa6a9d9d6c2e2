import { z } from "zod";
import { warningOutput, warningsOutput } from "../resources/widenings/warning.ts";
import { configKinds } from "./config-kinds.ts";

/** What the API answers about a document: what it would change, or has changed. */

/** What an entry leaves out is its default; the whole shape of a document is in `document-schema.ts`. */
const exportedEntries = z.array(z.looseObject({ key: z.string() })).optional();

export const exportedDocument = z.strictObject({
  version: z.literal(1),
  ...Object.fromEntries(configKinds.map((name) => [name, exportedEntries])),
});

const kind = z.enum(configKinds);
export const notice = z.strictObject({ path: z.string(), message: z.string() });
const fieldChange = z.strictObject({
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export const configChange = z.strictObject({
  kind,
  key: z.string(),
  action: z.enum(["create", "update", "delete", "unchanged"]),
  /** Secrets are never in it: a reference, or that one is set. */
  fields: z.array(fieldChange),
  /** What it opens. */
  widenings: z.array(warningOutput),
  /** What stays as it is, since only `reactivate` brings it back. */
  heldBack: z.array(notice),
  /** Who else keeps the resource: then the change is refused without `force`. */
  foreign: z.string().nullable(),
  /** What is deleted together with it. */
  cascade: z.array(z.string()),
});
export type ConfigChange = z.infer<typeof configChange>;

const summary = z.strictObject({
  create: z.int(),
  update: z.int(),
  delete: z.int(),
  unchanged: z.int(),
});

export const diffReport = z.strictObject({
  /** The config version that was compared with. */
  baseVersion: z.int(),
  changes: z.array(configChange),
  summary,
  /** All that it opens, with the place of each entry. */
  warnings: warningsOutput,
});
export type DiffReport = z.infer<typeof diffReport>;

export const applyReport = diffReport.extend({
  /** False after a dry run, and when there was nothing to change. */
  applied: z.boolean(),
  dryRun: z.boolean(),
  /** The version that the change made, or the newest one when it made none. */
  configVersion: z.int(),
  /** Shown once: tokens and secrets of new profiles, when they were asked for by `issueTokens`. */
  secrets: z
    .array(z.strictObject({ key: z.string(), token: z.string().optional(), secret: z.string().optional() }))
    .optional(),
  secretAlreadyShown: z.literal(true).optional(),
});
export type ApplyReport = z.infer<typeof applyReport>;

export const validationReport = z.strictObject({
  valid: z.boolean(),
  problems: z.array(z.strictObject({ path: z.string(), code: z.string(), message: z.string() })),
  /** What the document would open, as far as it is valid. */
  warnings: warningsOutput,
});

export function summaryOf(changes: readonly Pick<ConfigChange, "action">[]): DiffReport["summary"] {
  const counts = { create: 0, update: 0, delete: 0, unchanged: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
