import { AppError } from "@zerq/errors/app-error";
import { trusted } from "mongoose";
import { toPage } from "../database/page.ts";
import { placeOf, readPlace } from "./cursor.ts";
import { objectId, type ResourceDocument } from "./resource-document.ts";
import type { ResourceKind } from "./resource-kind.ts";

export type ListQuery = {
  limit: number;
  cursor?: string | undefined;
  /** Fields separated by commas; `-field` for the other direction. */
  sort?: string | undefined;
  q?: string | undefined;
  label?: string | undefined;
  filters: Readonly<Record<string, string>>;
};
export type Page = { items: Record<string, unknown>[]; nextCursor: string | null };

type Sort = { field: string; direction: 1 | -1 };

/** What every kind can be narrowed by. */
const commonFilters: Readonly<Record<string, (value: string) => unknown>> = {
  key: (value) => value,
  managedBy: (value) => value,
};

const sortable = ["name", "key", "createdAt", "updatedAt"];

/** One page in a stable order: the sort fields, then the id. */
export async function listResources<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  query: ListQuery,
): Promise<Page> {
  const order = query.sort ?? "createdAt";
  const sorts = parseSort(order);
  const found = await findPage(kind, query).lean<D[]>();
  const valuesOf = (document: D) =>
    sorts.map(({ field }) => (document as unknown as Record<string, unknown>)[field]);
  const page = toPage(found, query.limit, kind.view, (last) =>
    placeOf(order, valuesOf(last), last._id.toHexString()),
  );
  await kind.complete?.(page.items);
  return page;
}

/** The query of one page, with one document more than it shows. */
export function findPage<D extends ResourceDocument, I>(kind: ResourceKind<D, I>, query: ListQuery) {
  const order = query.sort ?? "createdAt";
  const sorts = parseSort(order);
  const conditions = conditionsOf(kind, query);
  if (query.cursor !== undefined)
    conditions.push(...afterPlace(sorts, readPlace(query.cursor, order, sorts.length)));
  const found = kind.model
    .find(together(conditions) as never)
    .sort(Object.fromEntries(totalOrder(sorts).map(({ field, direction }) => [field, direction])))
    .limit(query.limit + 1);
  const [name, ...others] = Object.keys(query.filters);
  const index = name === undefined || others.length > 0 ? undefined : kind.conditions?.[name]?.index;
  // Alone, a condition of the kind's own narrows more than any order: walking along that would be a walk along everything.
  return index === undefined ? found : found.hint(index);
}

/**
 * All conditions in one object, side by side as far as their names allow: what stands inside of `$and` isn't seen by every
 * query planner.
 */
function together(conditions: readonly object[]): object {
  const all: Record<string, unknown> = {};
  const others: object[] = [];
  for (const condition of conditions) {
    if (Object.keys(condition).some((name) => Object.hasOwn(all, name))) others.push(condition);
    else Object.assign(all, condition);
  }
  return others.length === 0 ? all : { ...all, $and: others };
}

function conditionsOf<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  { filters, q, label }: ListQuery,
): object[] {
  const conditions: object[] = Object.entries(filters).map(([name, value]) => {
    const condition = kind.conditions?.[name];
    if (condition !== undefined) return condition.of(value);
    const filter = commonFilters[name] ?? kind.filters[name];
    if (filter === undefined) throw refused(name, "is not a parameter of this list");
    return { [name]: filter(value) };
  });
  if (q !== undefined && q !== "") {
    const pattern = new RegExp(q.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
    conditions.push({ $or: [{ name: pattern }, { key: pattern }] });
  }
  if (label !== undefined) conditions.push(labelCondition(label));
  return conditions;
}

function parseSort(text: string): Sort[] {
  const sorts = text.split(",").map((item): Sort => {
    const field = item.replace(/^-/, "");
    if (!sortable.includes(field)) throw refused("sort", `takes ${sortable.join(", ")}, each once`);
    return { field, direction: item.startsWith("-") ? -1 : 1 };
  });
  if (new Set(sorts.map(({ field }) => field)).size === sorts.length) return sorts;
  throw refused("sort", `takes ${sortable.join(", ")}, each once`);
}

/**
 * The order with what decides between equals: the id, in the first field's direction, so that one index serves both. No two
 * have the same key, so behind it nothing is to be decided.
 */
function totalOrder(sorts: readonly Sort[]): Sort[] {
  const end = sorts.findIndex(({ field }) => field === "key");
  if (end !== -1) return sorts.slice(0, end + 1);
  return [...sorts, { field: "_id", direction: sorts[0]?.direction ?? 1 }];
}

/**
 * Everything behind a place: equal in the first fields and further in the next one, for each field in turn. mongoose takes
 * each operator for a caller's and disarms it, so ours are marked one by one.
 */
function afterPlace(sorts: readonly Sort[], { values, id }: { values: unknown[]; id: string }): object[] {
  const all = totalOrder(sorts);
  const at = [...values, objectId(id)];
  const alternatives = all.map(({ field, direction }, index) => {
    const equal = Object.fromEntries(all.slice(0, index).map((sort, before) => [sort.field, at[before]]));
    return { ...equal, [field]: trusted({ [direction === 1 ? "$gt" : "$lt"]: at[index] }) };
  });
  // The first field alone says where an index is entered; a query planner doesn't see that in the alternatives.
  const [first] = sorts;
  const entry =
    first === undefined
      ? []
      : [{ [first.field]: trusted({ [first.direction === 1 ? "$gte" : "$lte"]: at[0] }) }];
  return [...entry, { $or: alternatives }];
}

/** @throws AppError `validation_failed` */
export function labelCondition(text: string): object {
  const [name = "", value] = text.split(/:(.*)/s);
  if (!/^[a-z0-9._/-]+$/.test(name) || value === undefined) throw refused("label", "must be name:value");
  return { labelPairs: `${name}:${value}` };
}

function refused(name: string, message: string): AppError {
  return new AppError("validation_failed", {
    details: [{ path: `query.${name}`, code: "invalid", message }],
  });
}
