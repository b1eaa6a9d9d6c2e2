import { isObject, type JsonObject } from "../json-value.ts";

/** Keywords that OpenAPI 3.0 has with the same meaning (its section "Schema Object"). */
const same = new Set([
  "default",
  "deprecated",
  "description",
  "enum",
  "format",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "pattern",
  "readOnly",
  "required",
  "title",
  "uniqueItems",
  "writeOnly",
]);
const lists = new Set(["allOf", "anyOf", "oneOf"]);
/** Handled together with others, or without meaning for which values are valid. */
const silent = new Set([
  "$comment",
  "const",
  "contentEncoding",
  "contentMediaType",
  "examples",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "type",
]);

/**
 * A schema of 2020-12 in the words of OpenAPI 3.0, which has no null type, no constants and fewer keywords.
 * @param leaveOut is told each keyword that 3.0 has no words for; without it the schema accepts more
 */
export function olderSchema(schema: unknown, leaveOut: (keyword: string) => void): JsonObject {
  if (schema === false) return { not: {} };
  if (!isObject(schema)) return {};
  const inner = (child: unknown) => olderSchema(child, leaveOut);
  if (typeof schema["$ref"] === "string") return referenceOf(schema, schema["$ref"], inner, leaveOut);
  const out: JsonObject = {};
  for (const [keyword, content] of Object.entries(schema)) {
    if (same.has(keyword)) out[keyword] = content;
    else if (lists.has(keyword) && Array.isArray(content)) out[keyword] = content.map(inner);
    else if (keyword === "not" || keyword === "items") out[keyword] = inner(content);
    else if (keyword === "additionalProperties")
      out[keyword] = typeof content === "boolean" ? content : inner(content);
    else if (keyword === "properties")
      out[keyword] = Object.fromEntries(
        Object.entries(isObject(content) ? content : {}).map(([name, child]) => [name, inner(child)]),
      );
    else if (!silent.has(keyword)) leaveOut(keyword);
  }
  // 3.0 wants a list to have at least one name.
  if (Array.isArray(out["required"]) && out["required"].length === 0) delete out["required"];
  boundsOf(schema, out);
  if (Object.hasOwn(schema, "const")) out["enum"] = [schema["const"]];
  const [example] = Array.isArray(schema["examples"]) ? schema["examples"] : [];
  if (example !== undefined) out["example"] = example;
  return typed(schema["type"], out);
}

/** In 3.0 nothing may stand beside a reference. */
function referenceOf(
  schema: JsonObject,
  reference: string,
  inner: (child: unknown) => JsonObject,
  leaveOut: (keyword: string) => void,
): JsonObject {
  if (reference.includes("/$defs/")) {
    leaveOut("$defs");
    return {};
  }
  const { $ref, ...beside } = schema;
  return Object.keys(beside).length === 0 ? { $ref } : { allOf: [{ $ref }, inner(beside)] };
}

/** An exclusive bound is a flag beside the bound; of both kinds the stricter one counts. */
function boundsOf(schema: JsonObject, out: JsonObject): void {
  const { exclusiveMinimum: above, exclusiveMaximum: below, minimum, maximum } = schema;
  if (typeof above === "number" && !(typeof minimum === "number" && minimum > above))
    Object.assign(out, { minimum: above, exclusiveMinimum: true });
  if (typeof below === "number" && !(typeof maximum === "number" && maximum < below))
    Object.assign(out, { maximum: below, exclusiveMaximum: true });
}

/** One type, with `nullable` for null; several types are alternatives. */
function typed(type: unknown, out: JsonObject): JsonObject {
  if (type === undefined) return out;
  const types = [type].flat();
  const isNullable = types.includes("null");
  const others = types.filter((one) => one !== "null");
  if (others.length === 0) return { ...out, nullable: true, enum: [null] };
  const of = (one: unknown) => ({
    type: one,
    ...(one === "array" && out["items"] === undefined ? { items: {} } : {}),
  });
  const nullable = isNullable ? { nullable: true } : {};
  if (others.length === 1) return { ...of(others[0]), ...out, ...nullable };
  const alternatives = others.map((one) => ({ ...of(one), ...nullable }));
  if (out["anyOf"] === undefined) return { ...out, anyOf: alternatives };
  const all = Array.isArray(out["allOf"]) ? out["allOf"] : [];
  return { ...out, allOf: [...all, { anyOf: alternatives }] };
}
