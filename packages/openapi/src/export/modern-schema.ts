import { isObject, type JsonObject } from "../json-value.ts";
import { listOfSchemas, mapOfSchemas, oneSchema } from "../schema-keywords.ts";

/**
 * A schema of draft-07 or 2020-12 in 2020-12, with every reference given another text. Definitions at the root are left out:
 * they have a place of their own.
 */
export function modernSchema(
  schema: unknown,
  reference: (text: string) => string,
  isRoot = true,
): JsonObject | boolean {
  if (typeof schema === "boolean") return schema;
  if (!isObject(schema)) return {};
  const inner = (child: unknown) => modernSchema(child, reference, false);
  const out: JsonObject = {};
  for (const [keyword, content] of Object.entries(schema)) {
    if (["$schema", "$id"].includes(keyword)) continue;
    if (keyword === "$defs" || keyword === "definitions") {
      if (!isRoot) out["$defs"] = mapOf(content, inner);
    } else if (keyword === "$ref") out["$ref"] = reference(String(content));
    else if (keyword === "items" && Array.isArray(content)) out["prefixItems"] = content.map(inner);
    else if (keyword === "additionalItems") {
      // Without a list of items it means nothing.
      if (Array.isArray(schema["items"])) out["items"] = inner(content);
    } else if (keyword === "dependencies") Object.assign(out, dependenciesOf(content, inner));
    else if (oneSchema.has(keyword)) out[keyword] = inner(content);
    else if (listOfSchemas.has(keyword) && Array.isArray(content)) out[keyword] = content.map(inner);
    else if (mapOfSchemas.has(keyword)) out[keyword] = mapOf(content, inner);
    else out[keyword] = content;
  }
  return out;
}

function mapOf(content: unknown, inner: (child: unknown) => unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(isObject(content) ? content : {}).map(([name, child]) => [name, inner(child)]),
  );
}

/** Draft-07 has one keyword for what are two since. */
function dependenciesOf(content: unknown, inner: (child: unknown) => unknown): JsonObject {
  const all = Object.entries(isObject(content) ? content : {});
  const names = all.filter(([, value]) => Array.isArray(value));
  const schemas = all.filter(([, value]) => !Array.isArray(value));
  return {
    ...(names.length === 0 ? {} : { dependentRequired: Object.fromEntries(names) }),
    ...(schemas.length === 0 ? {} : { dependentSchemas: mapOf(Object.fromEntries(schemas), inner) }),
  };
}
