import { type Connection, trusted } from "mongoose";
import { z } from "zod";
import { decodePlace, moment, pageParameters, toPage } from "../database/page.ts";
import { beginningWith, containing } from "../database/text-pattern.ts";
import type { AuditEntry } from "./audit.model.ts";
import { auditChain, type ChainName } from "./chain.ts";

const exact = z.string().max(200).optional();
const chains = ["config", "access"] as const satisfies readonly ChainName[];
/** Sequences are of one chain each; times put both in one order. */
const sorts = ["time", "-time", "sequence", "-sequence"] as const;

export const auditQuery = z.strictObject({
  ...pageParameters,
  sort: z.enum(sorts).default("-time"),
  /** `config` for changes, `access` for sign-ins and refused calls; both when it isn't given. */
  chain: z.enum(chains).optional(),
  /** Text in action, key of the resource or name of the actor. */
  q: exact,
  /** The actor's subject. */
  actor: exact,
  action: exact,
  resourceType: exact,
  resourceId: exact,
  changeId: exact,
  outcome: exact,
  /** Why a call was refused: the error's code. */
  code: exact,
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
  code: "content.code",
  ip: "content.request.ip",
  requestId: "content.request.id",
  method: "content.request.method",
} as const satisfies Partial<Record<keyof AuditQuery, string>>;

const place = z.strictObject({
  time: z.string().max(40),
  chain: z.enum(chains),
  sequence: z.number().int(),
  sort: z.string(),
});
type Place = z.infer<typeof place>;
type Listed = { chain: ChainName; entry: AuditEntry };

/**
 * A page of both chains, or of one. Sorted by sequence it is one chain: that of the changes unless another is asked for.
 * @throws AppError `validation_failed` for a cursor of another list or order
 */
export async function listAuditEntries(connection: Connection, query: AuditQuery) {
  const { sort, cursor } = query;
  const after =
    cursor === undefined ? undefined : decodePlace(place.extend({ sort: z.literal(sort) }), cursor);
  const bySequence = sort === "sequence" || sort === "-sequence";
  const asked = query.chain ?? (bySequence ? "config" : undefined);
  const found: Listed[] = [];
  for (const chain of asked === undefined ? chains : [asked])
    for (const entry of await find(connection, chain, query, after)) found.push({ chain, entry });
  // The database has put one chain in order already; by sequence that isn't the order of times when clocks differ.
  if (!bySequence) found.sort(sort.startsWith("-") ? (a, b) => compare(b, a) : compare);
  return toPage(
    found,
    query.limit,
    ({ entry }) => view(entry),
    (listed) => ({ ...placeOf(listed), sort }),
  );
}

async function find(
  connection: Connection,
  chain: ChainName,
  query: AuditQuery,
  after: Place | undefined,
): Promise<AuditEntry[]> {
  const conditions = conditionsOf(query);
  if (after !== undefined) conditions.push(beyond(chain, query.sort, after));
  const direction = query.sort.startsWith("-") ? -1 : 1;
  const order = query.sort.endsWith("sequence")
    ? { _id: direction }
    : { "content.time": direction, _id: direction };
  return auditChain(connection, chain)
    .entries.find(conditions.length === 0 ? {} : { $and: trusted(conditions) })
    .sort(order as Record<string, 1 | -1>)
    .limit(query.limit + 1)
    .lean<AuditEntry[]>();
}

/** What comes after a place in the order of `compare`, or against it. */
function beyond(chain: ChainName, sort: AuditQuery["sort"], { time, chain: last, sequence }: Place): object {
  const further = sort.startsWith("-") ? "$lt" : "$gt";
  if (sort.endsWith("sequence")) return { _id: trusted({ [further]: sequence }) };
  const otherTime = { "content.time": trusted({ [further]: time }) };
  if (chain === last) {
    const sameTime = { "content.time": time, _id: trusted({ [further]: sequence }) };
    return { $or: trusted([otherTime, sameTime]) };
  }
  const isBehind = sort.startsWith("-") ? rank(chain) < rank(last) : rank(chain) > rank(last);
  return isBehind ? { "content.time": trusted({ [`${further}e`]: time }) } : otherTime;
}

const rank = (chain: ChainName) => chains.indexOf(chain);

function placeOf({ chain, entry }: Listed) {
  return { time: entry.content.time, chain, sequence: entry._id };
}

/** By time, then chain, then sequence. */
function compare(a: Listed, b: Listed): number {
  if (a.chain === b.chain && a.entry.content.time === b.entry.content.time) return a.entry._id - b.entry._id;
  if (a.entry.content.time === b.entry.content.time) return rank(a.chain) - rank(b.chain);
  return a.entry.content.time < b.entry.content.time ? -1 : 1;
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
