import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import { type ClientSession, trusted } from "mongoose";
import type { ActorContext, Change, Plan } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { mergePatch } from "./merge-patch.ts";
import { refuseUnsupported } from "./not-supported.ts";
import { parseInput } from "./parse-input.ts";
import { objectId, type ResourceDocument } from "./resource-document.ts";
import type { Consequence, ResourceKind } from "./resource-kind.ts";
import { slugOf } from "./slug.ts";

export type Changed = {
  resource: Record<string, unknown>;
  revision: number;
  configVersion: number;
  /** Secrets that are shown in this answer and never again. */
  shown: Record<string, unknown>;
};

export type ListQuery = {
  limit: number;
  cursor?: string | undefined;
  sort?: string | undefined;
  q?: string | undefined;
  label?: string | undefined;
  filters: Readonly<Record<string, string>>;
};
export type Page = { items: Record<string, unknown>[]; nextCursor: string | null };

export type ResourceService = {
  type: string;
  create(context: ActorContext, body: unknown): Promise<Changed>;
  /** PATCH (`merge`, RFC 7396) or PUT (`replace`). @param ifMatch the revision that was changed */
  update(
    context: ActorContext,
    id: string,
    body: unknown,
    ifMatch: number | "any",
    mode: "merge" | "replace",
  ): Promise<Changed>;
  remove(context: ActorContext, id: string, ifMatch: number | "any"): Promise<{ configVersion: number }>;
  get(id: string): Promise<Record<string, unknown>>;
  list(query: ListQuery): Promise<Page>;
};

/** The same life for every kind of resource: shape, references, revision, audit, projection, one transaction. */
export function createResourceService<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  changes: ChangeLog,
): ResourceService {
  const collection = kind.model.collection.name;
  const byId = (id: string) => ({ _id: objectId(id) }) as never;

  async function load(id: string, session: ClientSession): Promise<D> {
    const document = await kind.model.findOne(byId(id)).session(session).lean<D>();
    if (document === null) throw new AppError("not_found");
    return document;
  }

  function parse(body: unknown): I {
    refuseUnsupported(body, kind.later);
    return parseInput(kind.input, body);
  }

  function toDocument(input: I, existing: D | null, id: string, key: string): D {
    const now = new Date();
    const common = input as { labels?: Record<string, string>; managedBy?: string | null };
    return {
      _id: objectId(id),
      key,
      labels: common.labels ?? {},
      managedBy: common.managedBy ?? null,
      createdAt: existing?.createdAt ?? now,
      updatedAt: now,
      revision: (existing?.revision ?? 0) + 1,
      ...kind.toFields(input, existing, id),
    } as unknown as D;
  }

  function plan(
    action: string,
    body: unknown,
    before: D | null,
    after: D | null,
    projection: { gateway: Plan<unknown>["gateway"]; portal: Plan<unknown>["portal"] },
    consequence: Consequence = { writes: [], gateway: [], portal: [] },
  ): Plan<{ document: D | null; shown: Record<string, unknown> }> {
    const subject = (after ?? before) as D;
    const operation =
      after === null
        ? { deleteOne: { filter: { _id: subject._id } } }
        : before === null
          ? { insertOne: { document: after } }
          : { replaceOne: { filter: { _id: subject._id, revision: before.revision }, replacement: after } };
    return {
      writes: [{ collection, operation: operation as never }, ...consequence.writes],
      audit: {
        action: `${kind.type}.${action}`,
        resource: { type: kind.type, id: subject._id.toHexString(), key: subject.key },
        body: kind.auditBody === undefined ? body : kind.auditBody(body),
        before: before === null ? null : kind.view(before),
        after: after === null ? null : { ...kind.view(after), ...consequence.audit },
      },
      gateway: [...projection.gateway, ...consequence.gateway],
      portal: [...projection.portal, ...consequence.portal],
      result: { document: after, shown: consequence.shown ?? {} },
    };
  }

  async function submit(
    change: Change<{ document: D | null; shown: Record<string, unknown> }>,
  ): Promise<Changed> {
    const { version, result } = await changes.submit(change);
    if (result.document === null) return { resource: {}, revision: 0, configVersion: version, shown: {} };
    return {
      resource: kind.view(result.document),
      revision: result.document.revision,
      configVersion: version,
      shown: result.shown,
    };
  }

  return {
    type: kind.type,
    async create(context, body) {
      const input = parse(body);
      const id = randomId();
      const wanted = (input as { key?: string }).key;
      return submit({
        context,
        async plan(session) {
          const key = wanted ?? (await freeKey(kind.nameOf(input), session));
          const document = toDocument(input, null, id, key);
          if (wanted !== undefined) await refuseTakenKey(wanted, session);
          await kind.check(session, document, null);
          const consequence = await kind.onCreate?.(session, document);
          return plan(
            "create",
            body,
            null,
            document,
            await kind.project(session, document, null),
            consequence,
          );
        },
      });
    },
    async update(context, id, body, ifMatch, mode) {
      refuseUnsupported(body, kind.later);
      return submit({
        context,
        async plan(session) {
          const before = await load(id, session);
          checkRevision(before.revision, ifMatch);
          const whole = mode === "merge" ? mergePatch(kind.toInput(before), body) : body;
          const input = parseInput(kind.input, whole);
          const key = (input as { key?: string }).key ?? before.key;
          refuseFixed(kind.fixed ?? [], kind.toInput(before), input as Record<string, unknown>);
          const document = toDocument(input, before, id, key);
          if (key !== before.key) await refuseTakenKey(key, session);
          await kind.check(session, document, before);
          return plan("update", body, before, document, await kind.project(session, document, before));
        },
      });
    },
    async remove(context, id, ifMatch) {
      const { configVersion } = await submit({
        context,
        async plan(session) {
          const before = await load(id, session);
          checkRevision(before.revision, ifMatch);
          const referrers = await kind.referrers(session, before);
          if (referrers.length > 0) {
            throw new AppError("referenced", {
              message: `The ${kind.type} is still referred to by ${referrers.slice(0, 5).join(", ")}.`,
              details: referrers
                .slice(0, 20)
                .map((name) => ({ path: "", code: "referenced", message: name })),
            });
          }
          const consequence = await kind.onDelete?.(session, before);
          return plan("delete", undefined, before, null, kind.unproject(before), consequence);
        },
      });
      return { configVersion };
    },
    async get(id) {
      const document = await kind.model.findOne(byId(id)).lean<D>();
      if (document === null) throw new AppError("not_found");
      return kind.view(document);
    },
    list: (query) => listPage(kind, query),
  };

  async function freeKey(name: string, session: ClientSession): Promise<string> {
    const base = slugOf(name, kind.type);
    const taken = await kind.model.exists({ key: base } as never).session(session);
    return taken === null ? base : `${base.slice(0, 70)}-${randomId().slice(0, 6)}`;
  }

  async function refuseTakenKey(key: string, session: ClientSession): Promise<void> {
    if ((await kind.model.exists({ key } as never).session(session)) === null) return;
    throw new AppError("conflict", { message: `Another ${kind.type} already has the key ${key}.` });
  }
}

function checkRevision(revision: number, ifMatch: number | "any"): void {
  if (ifMatch !== "any" && ifMatch !== revision) throw new AppError("precondition_failed");
}

function refuseFixed(
  fields: readonly string[],
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): void {
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed.length === 0) return;
  throw new AppError("validation_failed", {
    details: changed.map((path) => ({ path, code: "fixed", message: "can't be changed after creation" })),
  });
}

/** One page in a stable order: the sort field, then the id. */
async function listPage<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  query: ListQuery,
): Promise<Page> {
  const sort = parseSort(query.sort);
  const conditions: object[] = Object.entries(query.filters).map(([name, value]) => {
    const filter = kind.filters[name];
    if (filter === undefined) throw unknownParameter(name);
    return { [name]: filter(value) };
  });
  if (query.q !== undefined && query.q !== "") {
    const pattern = new RegExp(query.q.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
    conditions.push({ $or: trusted([{ name: pattern }, { key: pattern }]) });
  }
  if (query.label !== undefined) conditions.push(labelCondition(query.label));
  if (query.cursor !== undefined)
    conditions.push(afterCursor(sort, decodeCursor(query.cursor, query.sort ?? "")));
  const filter = conditions.length === 0 ? {} : { $and: trusted(conditions as never) };
  const found = await kind.model
    .find(filter as never)
    .sort({ [sort.field]: sort.direction, _id: sort.direction } as never)
    .limit(query.limit + 1)
    .lean<D[]>();
  const items = found.slice(0, query.limit);
  const last = found.length > query.limit ? items.at(-1) : undefined;
  return {
    items: items.map((document) => kind.view(document)),
    nextCursor:
      last === undefined
        ? null
        : encodeCursor(
            query.sort ?? "",
            (last as Record<string, unknown>)[sort.field],
            last._id.toHexString(),
          ),
  };
}

type Sort = { field: string; direction: 1 | -1 };
const sortable = ["name", "key", "createdAt", "updatedAt"];

function parseSort(text = "createdAt"): Sort {
  const field = text.replace(/^-/, "");
  if (!sortable.includes(field)) throw unknownParameter("sort");
  return { field, direction: text.startsWith("-") ? -1 : 1 };
}

function afterCursor({ field, direction }: Sort, at: { value: unknown; id: string }): object {
  const operator = direction === 1 ? "$gt" : "$lt";
  return {
    $or: trusted([
      { [field]: { [operator]: at.value } },
      { [field]: at.value, _id: { [operator]: objectId(at.id) } },
    ]),
  };
}

function labelCondition(text: string): object {
  const [name = "", value] = text.split(/:(.*)/s);
  if (!/^[a-z0-9._/-]+$/.test(name) || value === undefined) throw unknownParameter("label");
  // A label's name may hold dots, which a dotted path would split.
  return { $expr: trusted({ $eq: [{ $getField: { field: name, input: "$labels" } }, value] }) };
}

function unknownParameter(name: string): AppError {
  return new AppError("validation_failed", {
    details: [{ path: `query.${name}`, code: "unknown", message: "is not a parameter of this list" }],
  });
}
