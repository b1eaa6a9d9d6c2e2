import { formats } from "@zerq/json/formats";
import { linearPattern } from "@zerq/json/linear-pattern";
import { SchemaError } from "@zerq/json/schema-error";
import { isObject, type JsonObject, listMember, member, objectMember } from "../json-value.ts";
import { pointerTo } from "../pointer.ts";
import * as keywords from "../schema-keywords.ts";
import type { Problems } from "./problems.ts";
import type { OpenApiVersion } from "./read-document.ts";
import type { References } from "./references.ts";

export type Direction = "request" | "response";

/** One schema of a document in JSON Schema 2020-12; its references are still to be given their definitions. */
export type Translated = {
  schema: JsonObject;
  /** The pointers that it refers to. */
  refers: Set<string>;
  /** How many schemas are in it. */
  size: number;
  /** Whether it accepts more than it did. */
  isLoosened: boolean;
};

export type Translation = {
  version: OpenApiVersion;
  direction: Direction;
  references: References;
  problems: Problems;
  /** The name under which a pointer's schema is defined. */
  nameOf(pointer: string): string;
};

/** Deeper than any schema that gateways take. */
const MAX_DEPTH = 40;

/** Translates what stands at a place, without what it refers to. */
export function translateSchema(value: unknown, pointer: string, translation: Translation): Translated {
  const state: Translated = { schema: {}, refers: new Set(), size: 0, isLoosened: false };
  state.schema = translate(value, pointer, translation, state, 0);
  return state;
}

function translate(
  value: unknown,
  pointer: string,
  t: Translation,
  state: Translated,
  depth: number,
): JsonObject {
  state.size += 1;
  if (value === false) return { not: {} };
  if (!isObject(value)) return {};
  if (depth > MAX_DEPTH) {
    t.problems.add("schema_cut", pointer);
    state.isLoosened = true;
    return {};
  }
  const out: JsonObject = {};
  let hasLostNames = false;
  const reference = member(value, "$ref");
  if (typeof reference === "string") {
    if (t.references.target(reference, pointer) !== undefined) {
      state.refers.add(reference);
      out["$ref"] = `#/$defs/${t.nameOf(reference)}`;
    } else state.isLoosened = true;
    // What stands beside a reference counts since 3.1.
    if (t.version === "3.0") return out;
  }
  const inner = (child: unknown, ...at: (string | number)[]) =>
    translate(child, pointerTo(pointer, ...at), t, state, depth + 1);
  for (const [keyword, content] of Object.entries(value)) {
    const place = pointerTo(pointer, keyword);
    if (keywords.asItIs.has(keyword)) out[keyword] = content;
    else if (keywords.oneSchema.has(keyword)) {
      if (typeof content === "boolean") out[keyword] = content;
      else if (isObject(content)) out[keyword] = inner(content, keyword);
      else leaveOut("keyword_left_out", place, keyword);
    } else if (keywords.listOfSchemas.has(keyword)) {
      if (Array.isArray(content) && content.length > 0)
        out[keyword] = content.map((item, index) => inner(item, keyword, index));
    } else if (keywords.mapOfSchemas.has(keyword)) {
      const members = Object.entries(isObject(content) ? content : {});
      const kept = members.filter(([name]) => keyword !== "patternProperties" || isLinear(name, place));
      out[keyword] = Object.fromEntries(kept.map(([name, item]) => [name, inner(item, keyword, name)]));
      hasLostNames ||= kept.length < members.length;
    } else if (keyword === "required") out[keyword] = requiredOf(value, pointer, t);
    else if (keyword === "pattern") {
      if (isLinear(content, place)) out[keyword] = content;
    } else if (keyword === "format") {
      if (typeof content === "string" && Object.hasOwn(formats, content)) out[keyword] = content;
      else if (!keywords.widthFormats.has(String(content)))
        t.problems.add("format_unchecked", place, String(content));
    } else if (keyword === "uniqueItems") {
      const most = member(value, "maxItems");
      if (typeof most === "number" && most <= 1_000) out[keyword] = content;
      else if (content === true) leaveOut("unique_unchecked", place);
    } else if (!keywords.ignored.has(keyword) && !keyword.startsWith("x-"))
      leaveOut("keyword_left_out", place, keyword);
  }
  // What a lost pattern allowed would be additional now.
  if (hasLostNames) delete out["additionalProperties"];
  return t.version === "3.0" ? from30(value, out) : withExamples(value, out);

  function leaveOut(code: "keyword_left_out" | "unique_unchecked", place: string, about = ""): void {
    t.problems.add(code, place, about);
    state.isLoosened = true;
  }

  function isLinear(pattern: unknown, place: string): boolean {
    try {
      linearPattern(String(pattern));
      return true;
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      t.problems.add("pattern_unchecked", place);
      state.isLoosened = true;
      return false;
    }
  }
}

/** Names that must be there, without those that only the other direction has. */
function requiredOf(schema: JsonObject, pointer: string, t: Translation): string[] {
  const absent = t.direction === "request" ? "readOnly" : "writeOnly";
  const properties = objectMember(schema, "properties");
  const names = listMember(schema, "required").filter((name) => typeof name === "string");
  return [...new Set(names)].filter((name) => {
    const property = member(properties, name);
    if (property === undefined) return true;
    const found = t.references.follow(property, pointerTo(pointer, "properties", name));
    return member(found?.node, absent) !== true && member(property, absent) !== true;
  });
}

/** Draft 5 as OpenAPI 3.0 has it: `nullable`, and exclusive bounds that are said beside the bound. */
function from30(value: JsonObject, translated: JsonObject): JsonObject {
  const out = withExamples(value, translated);
  for (const [exclusive, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof out[exclusive] !== "boolean") continue;
    if (out[exclusive] === true && out[bound] !== undefined) {
      out[exclusive] = out[bound];
      delete out[bound];
    } else delete out[exclusive];
  }
  if (value["nullable"] !== true) return out;
  if (typeof out["type"] === "string") {
    out["type"] = [out["type"], "null"];
    const values = out["enum"];
    if (Array.isArray(values) && !values.includes(null)) out["enum"] = [...values, null];
    return out;
  }
  const { allOf, anyOf, oneOf, ...rest } = out;
  if (allOf === undefined && anyOf === undefined && oneOf === undefined) return out;
  const kept = Object.fromEntries(
    Object.entries({ allOf, anyOf, oneOf }).filter(([, list]) => list !== undefined),
  );
  return { ...rest, anyOf: [kept, { type: "null" }] };
}

function withExamples(value: JsonObject, out: JsonObject): JsonObject {
  const example = member(value, "example");
  if (example !== undefined && out["examples"] === undefined) out["examples"] = [example];
  if (out["examples"] !== undefined && !Array.isArray(out["examples"])) delete out["examples"];
  return out;
}
