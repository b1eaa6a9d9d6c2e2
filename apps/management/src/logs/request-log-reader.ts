import { AppError } from "@zerq/errors/app-error";
import type { CapturedBodies } from "@zerq/plane-protocol/captured";
import { type Connection, trusted } from "mongoose";
import { z } from "zod";
import { decodePlace, moment, pageParameters, toPage } from "../database/page.ts";
import { beginningWith } from "../database/text-pattern.ts";
import { type RequestLogDocument, requestLogModel } from "./request-log.model.ts";

const id = z.string().regex(/^[0-9a-f]{24}$/, "must be an id");
const text = z.string().max(200);

export const logQuery = z.strictObject({
  ...pageParameters,
  clientId: id.optional(),
  profileId: id.optional(),
  collectionId: id.optional(),
  proxyId: id.optional(),
  /** A status such as `404`, or a class such as `4xx`. */
  status: z
    .string()
    .regex(/^[1-9](\d\d|xx)$/, "must be a status such as 404, or a class such as 4xx")
    .optional(),
  error: text.optional(),
  method: text.optional(),
  ip: text.optional(),
  requestId: text.optional(),
  /** Beginning of the path. */
  // It becomes a pattern, in which a character may take two; some servers take no longer ones than 1,000.
  path: z.string().max(490).optional(),
  from: moment.optional(),
  to: moment.optional(),
});
type LogQuery = z.infer<typeof logQuery>;

const exact = [
  "clientId",
  "profileId",
  "collectionId",
  "proxyId",
  "error",
  "method",
  "ip",
  "requestId",
] as const satisfies readonly (keyof LogQuery)[];

export type RequestLogReader = {
  /** Newest first. @throws AppError `validation_failed` for a cursor of another list */
  list(query: LogQuery): Promise<{ items: object[]; nextCursor: string | null }>;
  /** As `list`, of a client's own calls and those that were refused in its name. */
  listOwn(clientId: string, page: Pick<LogQuery, "limit" | "cursor">): ReturnType<RequestLogReader["list"]>;
  /** One entry, without its bodies. @throws AppError `not_found` */
  get(id: string): Promise<object>;
  /** What was captured of the bodies. @throws AppError `not_found` also when nothing was */
  bodies(id: string): Promise<CapturedBodies>;
};

/** Bodies are for admins, one by one, and audited: no other query so much as reads them. */
const withoutBodies = { bodies: 0 } as const;

const place = z.strictObject({ time: z.number().int(), id: z.string().max(64) });

export function createRequestLogReader(connection: Connection): RequestLogReader {
  const model = requestLogModel(connection);

  async function page(conditions: object[], query: Pick<LogQuery, "limit" | "cursor">) {
    if (query.cursor !== undefined) {
      const last = decodePlace(place, query.cursor);
      const time = new Date(last.time);
      const earlier = { time: trusted({ $lt: time }) };
      conditions.push({ $or: trusted([earlier, { time, _id: trusted({ $lt: last.id }) }]) });
    }
    const found = await model
      .find(conditions.length === 0 ? {} : { $and: trusted(conditions) })
      .select(withoutBodies)
      .sort({ time: -1, _id: -1 })
      .limit(query.limit + 1)
      .lean<RequestLogDocument[]>();
    return toPage(found, query.limit, view, ({ time, _id }) => ({ time: time.getTime(), id: _id }));
  }

  return {
    list: (query) => page(conditionsOf(query), query),
    listOwn: (clientId, query) =>
      page([{ $or: trusted([{ clientId }, { claimedClientId: clientId }]) }], query),
    async get(id) {
      const found = await model.findOne({ _id: id }).select(withoutBodies).lean<RequestLogDocument>();
      if (found === null) throw new AppError("not_found");
      return view(found);
    },
    async bodies(id) {
      const found = await model.findOne({ _id: id }).select({ bodies: 1 }).lean<RequestLogDocument>();
      if (found?.bodies === undefined) throw new AppError("not_found");
      return found.bodies;
    },
  };
}

function conditionsOf(query: LogQuery): object[] {
  const conditions: object[] = [];
  for (const name of exact) {
    if (query[name] !== undefined) conditions.push({ [name]: query[name] });
  }
  if (query.status !== undefined) conditions.push({ status: statusCondition(query.status) });
  if (query.path !== undefined) conditions.push({ path: beginningWith(query.path) });
  if (query.from !== undefined) conditions.push({ time: trusted({ $gte: query.from }) });
  if (query.to !== undefined) conditions.push({ time: trusted({ $lt: query.to }) });
  return conditions;
}

function statusCondition(text: string): unknown {
  if (!text.endsWith("xx")) return Number(text);
  const first = Number(text[0]) * 100;
  return trusted({ $gte: first, $lt: first + 100 });
}

function view({ _id, time, headers = undefined, hasBodies = false, ...rest }: RequestLogDocument) {
  return { id: _id, time: time.toISOString(), ...rest, headers: headers ?? null, hasBodies };
}
