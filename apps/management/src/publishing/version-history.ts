import { AppError } from "@zerq/errors/app-error";
import { type Connection, trusted } from "mongoose";
import { z } from "zod";
import { decodePlace, moment, pageParameters, toPage } from "../database/page.ts";
import { auditSpan } from "./audit-span.ts";
import { type ConfigVersion, configVersionModel } from "./config-version.model.ts";
import { diffVersions } from "./diff-versions.ts";
import type { VersionDiff } from "./version-diff.schema.ts";

const exact = z.string().max(200).optional();

export const versionQuery = z.strictObject({
  ...pageParameters,
  sort: z.enum(["version", "-version"]).default("-version"),
  /** The actor's subject. */
  actor: exact,
  action: exact,
  resourceType: exact,
  resourceId: exact,
  resourceKey: exact,
  from: moment.optional(),
  /** Versions before this moment. */
  to: moment.optional(),
});
type VersionQuery = z.infer<typeof versionQuery>;

/** Where in a row each filter looks. */
const paths = {
  actor: "actor.subject",
  action: "action",
  resourceType: "resource.type",
  resourceId: "resource.id",
  resourceKey: "resource.key",
} as const satisfies Partial<Record<keyof VersionQuery, string>>;

export const versionItem = z.object({
  version: z.int(),
  time: z.iso.datetime(),
  actor: z.object({ subject: z.string(), name: z.string() }),
  action: z.string(),
  resource: z.object({ type: z.string(), id: z.string(), key: z.string() }),
  changeId: z.string(),
  auditSequence: z.int(),
  /** Why it was made, when whoever made it said so. */
  reason: z.string().optional(),
});
type VersionItem = z.infer<typeof versionItem>;

export const versionDetail = versionItem.extend({
  /** Its audit entries are those from `auditSequence` to this one. */
  lastAuditSequence: z.int(),
});
type VersionDetail = z.infer<typeof versionDetail>;

export type VersionHistory = {
  /** @throws AppError `validation_failed` for a cursor of another list or order */
  list(query: VersionQuery): Promise<{ items: VersionItem[]; nextCursor: string | null }>;
  /** @throws AppError `not_found` */
  get(version: number): Promise<VersionDetail>;
  /** See `diffVersions`. */
  diff(from: number, to: number): Promise<VersionDiff>;
};

const withoutDeltas = { deltas: 0, audienceDeltas: 0 };
const place = z.strictObject({ version: z.number().int(), sort: z.string() });

/** What each version was made by. The deltas stay inside, since they hold sealed secrets. */
export function createVersionHistory(connection: Connection): VersionHistory {
  const model = configVersionModel(connection);
  return {
    async list(query) {
      const { limit, sort } = query;
      const conditions = conditionsOf(query);
      const found = await model
        .find(conditions.length === 0 ? {} : { $and: trusted(conditions) })
        .select(withoutDeltas)
        .sort({ _id: sort === "version" ? 1 : -1 })
        .limit(limit + 1)
        .lean<ConfigVersion[]>();
      return toPage(found, limit, view, (row) => ({ version: row._id, sort }));
    },
    async get(version) {
      const row = await model.findOne({ _id: version }).select(withoutDeltas).lean<ConfigVersion>();
      if (row === null) throw new AppError("not_found");
      const { last } = await auditSpan(connection, version - 1, version);
      return { ...view(row), lastAuditSequence: last };
    },
    diff: (from, to) => diffVersions(connection, from, to),
  };
}

function conditionsOf(query: VersionQuery): object[] {
  const { sort, cursor, from, to } = query;
  const conditions: object[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const value = query[name as keyof typeof paths];
    if (value !== undefined) conditions.push({ [path]: value });
  }
  if (from !== undefined) conditions.push({ time: trusted({ $gte: from }) });
  if (to !== undefined) conditions.push({ time: trusted({ $lt: to }) });
  if (cursor !== undefined) {
    const after = decodePlace(place.extend({ sort: z.literal(sort) }), cursor).version;
    conditions.push({ _id: trusted({ [sort === "version" ? "$gt" : "$lt"]: after }) });
  }
  return conditions;
}

const view = (row: Omit<ConfigVersion, "deltas" | "audienceDeltas">): VersionItem => ({
  version: row._id,
  time: row.time.toISOString(),
  actor: row.actor,
  action: row.action,
  resource: row.resource,
  changeId: row.changeId,
  auditSequence: row.auditSequence,
  ...(row.reason !== undefined && { reason: row.reason }),
});
