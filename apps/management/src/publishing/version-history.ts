import { AppError } from "@zerq/errors/app-error";
import { type Connection, trusted } from "mongoose";
import { z } from "zod";
import { decodePlace, pageParameters, toPage } from "../database/page.ts";
import { type ConfigVersion, configVersionModel } from "./config-version.model.ts";

export const versionQuery = z.strictObject(pageParameters);

export const versionItem = z.object({
  version: z.int(),
  time: z.iso.datetime(),
  actor: z.object({ subject: z.string(), name: z.string() }),
  action: z.string(),
  resource: z.object({ type: z.string(), id: z.string(), key: z.string() }),
  changeId: z.string(),
  auditSequence: z.int(),
});
type VersionItem = z.infer<typeof versionItem>;

export type VersionHistory = {
  /** Newest first. @throws AppError `validation_failed` for a cursor of another list */
  list(query: z.infer<typeof versionQuery>): Promise<{ items: VersionItem[]; nextCursor: string | null }>;
  /** @throws AppError `not_found` */
  get(version: number): Promise<VersionItem>;
};

const withoutDeltas = { deltas: 0, audienceDeltas: 0 };
const place = z.strictObject({ version: z.number().int() });

/** What each version was made by. The deltas stay inside, since they hold sealed secrets. */
export function createVersionHistory(connection: Connection): VersionHistory {
  const model = configVersionModel(connection);
  return {
    async list({ limit, cursor }) {
      const filter =
        cursor === undefined ? {} : { _id: trusted({ $lt: decodePlace(place, cursor).version }) };
      const found = await model
        .find(filter)
        .select(withoutDeltas)
        .sort({ _id: -1 })
        .limit(limit + 1)
        .lean<ConfigVersion[]>();
      return toPage(found, limit, view, (row) => ({ version: row._id }));
    },
    async get(version) {
      const row = await model.findOne({ _id: version }).select(withoutDeltas).lean<ConfigVersion>();
      if (row === null) throw new AppError("not_found");
      return view(row);
    },
  };
}

const view = (row: Omit<ConfigVersion, "deltas" | "audienceDeltas">): VersionItem => ({
  version: row._id,
  time: row.time.toISOString(),
  actor: row.actor,
  action: row.action,
  resource: row.resource,
  changeId: row.changeId,
  auditSequence: row.auditSequence,
});
