import type { z } from "zod";
import { jsonCheckOf } from "./json-check.ts";

export type EntitySchemas = Readonly<Record<string, z.ZodType>>;
export type InvalidEntity = { readonly kind: string; readonly id: string; readonly reason: string };

/** What became of one entity. `invalid`: this version of the software can't understand it; the reason is for operators. */
export type StoreChange =
  | { op: "put"; kind: string; id: string; entity: unknown }
  | { op: "delete"; kind: string; id: string }
  | { op: "invalid"; kind: string; id: string; reason: string; raw: unknown };

/** What a store holds. */
export type Entities = {
  /** By kind and id. */
  readonly kinds: Map<string, Map<string, unknown>>;
  /** By `kind/id`. */
  readonly invalid: Map<string, InvalidEntity>;
};

/** Takes an entity in as it is understood, or as invalid. @param raw from JSON; it is kept where the schema would copy it */
export function putEntity(
  schemas: EntitySchemas,
  { kinds, invalid }: Entities,
  { kind, id, raw }: { kind: string; id: string; raw: unknown },
): StoreChange {
  const schema = schemas[kind];
  const isPlain = schema !== undefined && idOf(raw) === id && jsonCheckOf(schema)?.(raw) === true;
  if (isPlain) return taken(kinds, invalid, { kind, id, entity: raw });
  const parsed = schema?.safeParse(raw);
  if (parsed?.success && idOf(parsed.data) === id)
    return taken(kinds, invalid, { kind, id, entity: parsed.data });
  const issue = parsed?.error?.issues[0];
  const reason =
    issue === undefined ? `unknown kind ${kind} or foreign id` : `${issue.path.join(".")}: ${issue.message}`;
  kinds.get(kind)?.delete(id);
  invalid.set(`${kind}/${id}`, { kind, id, reason: reason.slice(0, 200) });
  return { op: "invalid", kind, id, reason, raw };
}

function taken(
  kinds: Entities["kinds"],
  invalid: Entities["invalid"],
  { kind, id, entity }: { kind: string; id: string; entity: unknown },
): StoreChange {
  if (invalid.size > 0) invalid.delete(`${kind}/${id}`);
  idsOf(kinds, kind).set(id, entity);
  return { op: "put", kind, id, entity };
}

export function idsOf(kinds: Entities["kinds"], kind: string): Map<string, unknown> {
  let ids = kinds.get(kind);
  if (ids === undefined) {
    ids = new Map();
    kinds.set(kind, ids);
  }
  return ids;
}

/** Empty when it has none. */
export function idOf(entity: unknown): string {
  const id = typeof entity === "object" && entity !== null && "id" in entity ? entity.id : undefined;
  return typeof id === "string" ? id : "";
}
