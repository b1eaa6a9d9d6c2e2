import { SchemaError } from "./schema-error.ts";
import { type SchemaObject, type Subschema, subschemasOf } from "./schema-walk.ts";

/** Larger lists would be compared pair by pair. */
const MAX_UNIQUE_ITEMS = 1_000;

/** They lead out of the schema, or make it depend on where it is asked from. */
const refusedKeywords = [
  "$anchor",
  "$dynamicAnchor",
  "$dynamicRef",
  "$recursiveAnchor",
  "$recursiveRef",
  "$vocabulary",
  "id",
];

/**
 * Rules beyond the drafts' own, so that no schema and no value makes the work of a validation grow beyond measure (threat 15):
 * references stay inside, lead to schemas, and never back to where they came from without going deeper into the value.
 * @returns every subschema
 * @throws SchemaError
 */
export function checkSchemaRules(root: SchemaObject): Subschema[] {
  const all = subschemasOf(root);
  const byPointer = new Map(all.map((one) => [one.pointer, one]));
  for (const { schema, pointer, depth } of all) {
    const keyword = refusedKeywords.find((name) => Object.hasOwn(schema, name));
    if (keyword !== undefined) throw new SchemaError(`${pointer} has ${keyword}, which is not supported`);
    if (depth > 0 && Object.hasOwn(schema, "$id")) throw new SchemaError(`${pointer} has an $id of its own`);
    if (depth > 0 && Object.hasOwn(schema, "$schema"))
      throw new SchemaError(`${pointer} has a $schema of its own`);
    const { maxItems, uniqueItems } = schema;
    if (uniqueItems === true && !(typeof maxItems === "number" && maxItems <= MAX_UNIQUE_ITEMS))
      throw new SchemaError(`${pointer} has uniqueItems without maxItems of at most ${MAX_UNIQUE_ITEMS}`);
  }
  refuseLoops(all, byPointer);
  return all;
}

/** @throws SchemaError when a value would have to be held to a schema in order to be held to it */
function refuseLoops(all: readonly Subschema[], byPointer: ReadonlyMap<string, Subschema>): void {
  const next = new Map<Subschema, Subschema[]>(all.map((one) => [one, []]));
  for (const one of all) {
    if (one.isInPlace && one.parent !== undefined) next.get(one.parent)?.push(one);
    const { $ref } = one.schema;
    if ($ref === undefined) continue;
    const target = typeof $ref === "string" ? byPointer.get(readPointer($ref)) : undefined;
    if (target === undefined)
      throw new SchemaError(`${one.pointer} has a $ref that leads to no schema inside of this one`);
    next.get(one)?.push(target);
  }
  const done = new Set<Subschema>();
  for (const start of all) visit(start, next, done, new Set());
}

function visit(
  one: Subschema,
  next: ReadonlyMap<Subschema, readonly Subschema[]>,
  done: Set<Subschema>,
  way: Set<Subschema>,
): void {
  if (way.has(one)) throw new SchemaError(`${one.pointer} refers to itself without going into the value`);
  if (done.has(one)) return;
  way.add(one);
  for (const other of next.get(one) ?? []) visit(other, next, done, way);
  way.delete(one);
  done.add(one);
}

/** A fragment is percent-encoded (RFC 6901 section 6). */
function readPointer(ref: string): string {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}
