import { z } from "zod";

const number = (pattern: RegExp) => z.string().regex(pattern, "must be the number of a version");

/** A version as it stands in a path. */
export const versionNumber = number(/^[1-9]\d{0,14}$/);

export const diffQuery = z.strictObject({
  /** The version to start at: by default the one before. 0 is before there was anything. */
  from: number(/^(0|[1-9]\d{0,14})$/)
    .transform(Number)
    .optional(),
});

const versionChange = z.strictObject({
  /** As in a config document, `settings` or `gateway-groups`. */
  kind: z.string(),
  key: z.string(),
  /** Null where only the key is known: of what another resource's change has changed or deleted too. */
  id: z.string().nullable(),
  action: z.enum(["create", "update", "delete"]),
  /** By dotted path. Secrets are never in it. Empty for what went with its parent and was not changed before. */
  fields: z.array(
    z.strictObject({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
});
export type VersionChange = z.infer<typeof versionChange>;

const madeBy = z.strictObject({
  version: z.int(),
  time: z.iso.datetime(),
  actor: z.strictObject({ subject: z.string(), name: z.string() }),
  action: z.string(),
  reason: z.string().optional(),
});
export type MadeBy = z.infer<typeof madeBy>;

export const versionDiff = z.strictObject({
  from: z.int(),
  to: z.int(),
  changes: z.array(versionChange),
  summary: z.strictObject({ create: z.int(), update: z.int(), delete: z.int() }),
  /** How many audit entries lie between the two. */
  entries: z.int(),
  /** Who made each version in between, and why; oldest first, whichever way is asked for. */
  versions: z.array(madeBy),
});
export type VersionDiff = z.infer<typeof versionDiff>;
