import { type Connection, trusted } from "mongoose";
import { z } from "zod";
import { decodePlace, moment, pageParameters, toPage } from "../database/page.ts";
import { beginningWith, containing } from "../database/text-pattern.ts";
import { type AuditEntry, auditModel } from "./audit.model.ts";

const exact = z.string().max(200).optional();

export const auditQuery = z.strictObject({
  ...pageParameters,
  sort: z.enum(["sequence", "-sequence"]).default("-sequence"),
  /** Text in action, key of the resource or name of the actor. */
  q: exact,
  /** The actor's subject. */
  actor: exact,
  action: exact,
  resourceType: exact,
  resourceId: exact,
  changeId: exact,
  outcome: exact,
  ip: exact,
  requestId: exact,
  method: exact,
  /** Beginning of the URL. */
  url: exact,
  from: moment.optional(),
  to: moment.optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;

/** Where in an entry each filter looks. */
const paths = {
  actor: "content.actor.subject",
  action: "content.action",
  resourceType: "content.resource.type",
  resourceId: "content.resource.id",
  changeId: "content.changeId",
  outcome: "content.outcome",
  ip: "content.request.ip",
  requestId: "content.request.id",
  method: "content.request.method",
} as const satisfies Partial<Record<keyof AuditQuery, string>>;

const place = z.strictObject({ sequence: z.number().int(), sort: z.string() });

/** @throws AppError `validation_failed` for a cursor of another list or order */
export async function listAuditEntries(connection: Connection, query: AuditQuery) {
  const { sort } = query;
  const conditions = conditionsOf(query);
  if (query.cursor !== undefined) {
    const { sequence } = decodePlace(place.extend({ sort: z.literal(sort) }), query.cursor);
    conditions.push({ _id: trusted(sort === "sequence" ? { $gt: sequence } : { $lt: sequence }) });
  }
  const found = await auditModel(connection)
    .find(conditions.length === 0 ? {} : { $and: trusted(conditions) })
    .sort({ _id: sort === "sequence" ? 1 : -1 })
    .limit(query.limit + 1)
    .lean<AuditEntry[]>();
  return toPage(found, query.limit, view, (entry) => ({ sequence: entry._id, sort }));
}

function conditionsOf(query: AuditQuery): object[] {
  const conditions: object[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const value = query[name as keyof typeof paths];
    if (value !== undefined) conditions.push({ [path]: value });
  }
  if (query.url !== undefined) conditions.push({ "content.request.url": beginningWith(query.url) });
  if (query.q !== undefined) {
    const text = containing(query.q);
    const places = ["content.action", "content.resource.key", "content.actor.name"];
    conditions.push({ $or: places.map((path) => ({ [path]: text })) });
  }
  // Times are stored as they are hashed: RFC 3339 in UTC with milliseconds, whose order is that of their texts.
  if (query.from !== undefined)
    conditions.push({ "content.time": trusted({ $gte: query.from.toISOString() }) });
  if (query.to !== undefined) conditions.push({ "content.time": trusted({ $lt: query.to.toISOString() }) });
  return conditions;
}

/** The entry as auditors see it, with what they need to compute leaf and link themselves. */
function view({ salt, leaf, link, content }: AuditEntry) {
  return { ...content, salt, leaf, link };
}
