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
  const conditions = conditionsOf(kind, query);
  if (query.cursor !== undefined)
    conditions.push(afterPlace(sorts, readPlace(query.cursor, order, sorts.length)));
  const filter = conditions.length === 0 ? {} : { $and: conditions };
  const found = await kind.model
    .find(filter as never)
    .sort(Object.fromEntries([...sorts, tieBreaker(sorts)].map(({ field, direction }) => [field, direction])))
    .limit(query.limit + 1)
    .lean<D[]>();
  const valuesOf = (document: D) =>
    sorts.map(({ field }) => (document as unknown as Record<string, unknown>)[field]);
  return toPage(found, query.limit, kind.view, (last) =>
    placeOf(order, valuesOf(last), last._id.toHexString()),
  );
}

function conditionsOf<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  { filters, q, label }: ListQuery,
): object[] {
  const conditions: object[] = Object.entries(filters).map(([name, value]) => {
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

/** The id has the first field's direction, so that one index serves both. */
function tieBreaker(sorts: readonly Sort[]): Sort {
  return { field: "_id", direction: sorts[0]?.direction ?? 1 };
}

/**
 * Everything behind a place: equal in the first fields and further in the next one, for each field in turn. mongoose takes
 * each operator for a caller's and disarms it, so ours are marked one by one.
 */
function afterPlace(sorts: readonly Sort[], { values, id }: { values: unknown[]; id: string }): object {
  const all = [...sorts, tieBreaker(sorts)];
  const at = [...values, objectId(id)];
  const alternatives = all.map(({ field, direction }, index) => {
    const equal = Object.fromEntries(all.slice(0, index).map((sort, before) => [sort.field, at[before]]));
    return { ...equal, [field]: trusted({ [direction === 1 ? "$gt" : "$lt"]: at[index] }) };
  });
  return { $or: alternatives };
}

/** @throws AppError `validation_failed` */
export function labelCondition(text: string): object {
  const [name = "", value] = text.split(/:(.*)/s);
  if (!/^[a-z0-9._/-]+$/.test(name) || value === undefined) throw refused("label", "must be name:value");
  // A label's name may hold dots, which a dotted path would split.
  return { $expr: trusted({ $eq: [{ $getField: { field: name, input: "$labels" } }, value] }) };
}

function refused(name: string, message: string): AppError {
  return new AppError("validation_failed", {
    details: [{ path: `query.${name}`, code: "invalid", message }],
  });
}
