import { MAX_SCHEMA_LENGTH } from "@zerq/json/compile-schema";
import { SchemaError } from "@zerq/json/schema-error";
import { checkSchemaRules } from "@zerq/json/schema-rules";
import { isObject, type JsonObject } from "../json-value.ts";
import { nameAt } from "../pointer.ts";
import type { Problems } from "./problems.ts";
import type { OpenApiVersion } from "./read-document.ts";
import type { References } from "./references.ts";
import { type Direction, type Translated, translateSchema } from "./translate-schema.ts";

/**
 * Below the bounds of a stored schema (docs/validation.md), with room for what is put around the parts. The schema of an answer
 * is only read by people, and some documents have hundreds that are each as large as the whole: it gets a quarter.
 */
const most: Record<Direction, { characters: number; schemas: number }> = {
  request: { characters: MAX_SCHEMA_LENGTH - 2_000, schemas: 1_900 },
  response: { characters: MAX_SCHEMA_LENGTH / 4, schemas: 500 },
};

type Part = Translated & { length: number };

/** Makes schemas that stand on their own from those of a document, each definition translated once. */
export class SchemaCarrier {
  readonly #references: References;
  readonly #problems: Problems;
  readonly #version: OpenApiVersion;
  readonly #parts: Record<Direction, Map<string, Part>> = { request: new Map(), response: new Map() };
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(references: References, problems: Problems, version: OpenApiVersion) {
    this.#references = references;
    this.#problems = problems;
    this.#version = version;
  }

  /**
   * The schema at a place with everything that it refers to, within the rules that bound its work. Whether it compiles, whoever
   * stores it finds out: that takes far longer.
   * @returns null, and a problem, when it breaks the rules
   */
  carry(value: unknown, pointer: string, direction: Direction): JsonObject | null {
    if (value === undefined) return null;
    const root = this.#part(value, pointer, direction);
    const { parts, isCut } = this.#withinBounds(root, direction);
    if (isCut) this.#problems.add("schema_cut", pointer);
    const isLoosened = isCut || root.isLoosened || [...parts.values()].some((part) => part?.isLoosened);
    const definitions = [...parts].map(([at, part]) => [this.#nameOf(at), part?.schema ?? {}]);
    const whole: JsonObject = {
      ...root.schema,
      ...(definitions.length === 0 ? {} : { $defs: Object.fromEntries(definitions) }),
    };
    const schema = isLoosened ? (loosen(whole) as JsonObject) : whole;
    if (isLoosened && JSON.stringify(schema) !== JSON.stringify(whole))
      this.#problems.add("schema_loosened", pointer);
    return this.#accepted(schema, pointer);
  }

  #accepted(schema: JsonObject, pointer: string): JsonObject | null {
    try {
      if (JSON.stringify(schema).length > MAX_SCHEMA_LENGTH) throw new SchemaError("is too long");
      checkSchemaRules(schema);
      return schema;
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      this.#problems.add("schema_left_out", pointer, error.message);
      return null;
    }
  }

  /** Definitions in the order in which they are met; those beyond the bounds accept anything. */
  #withinBounds(root: Part, direction: Direction): { parts: Map<string, Part | undefined>; isCut: boolean } {
    const parts = new Map<string, Part | undefined>();
    let { length, size } = root;
    const queue = [...root.refers];
    const { characters, schemas } = most[direction];
    let isCut = length > characters || size > schemas;
    for (const pointer of queue) {
      if (parts.has(pointer)) continue;
      const part = this.#part(this.#references.target(pointer, pointer), pointer, direction);
      const room = pointer.length + 40;
      if (length + part.length + room > characters || size + part.size > schemas) {
        parts.set(pointer, undefined);
        length += room;
        size += 1;
        isCut = true;
        continue;
      }
      parts.set(pointer, part);
      length += part.length + room;
      size += part.size;
      queue.push(...part.refers);
    }
    return { parts, isCut };
  }

  #part(value: unknown, pointer: string, direction: Direction): Part {
    const known = this.#parts[direction].get(pointer);
    if (known !== undefined) return known;
    const translated = translateSchema(value, pointer, {
      version: this.#version,
      direction,
      references: this.#references,
      problems: this.#problems,
      nameOf: (at) => this.#nameOf(at),
    });
    const part = { ...translated, length: JSON.stringify(translated.schema).length };
    this.#parts[direction].set(pointer, part);
    return part;
  }

  #nameOf(pointer: string): string {
    const known = this.#names.get(pointer);
    if (known !== undefined) return known;
    const base =
      nameAt(pointer)
        .replaceAll(/[^A-Za-z0-9._-]/g, "_")
        .slice(0, 80) || "schema";
    let name = base;
    for (let n = 2; this.#taken.has(name); n += 1) name = `${base}_${n}`;
    this.#taken.add(name);
    this.#names.set(pointer, name);
    return name;
  }
}

/** Members that hold values, where words such as `not` mean nothing. */
const values = new Set(["const", "default", "enum", "examples"]);
const maps = new Set(["$defs", "dependentSchemas", "patternProperties", "properties"]);

/** They refuse what a schema inside of them accepts, or does not know of. */
const strict = new Set([
  "else",
  "if",
  "maxContains",
  "not",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);

/**
 * The schema without what a looser part would make stricter: a value that two of oneOf accept, or that not's schema accepts
 * now, was fine before.
 */
function loosen(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(loosen);
  if (!isObject(schema)) return schema;
  const out: JsonObject = {};
  for (const [keyword, content] of Object.entries(schema)) {
    if (strict.has(keyword)) continue;
    if (values.has(keyword)) out[keyword] = content;
    else if (maps.has(keyword) && isObject(content))
      out[keyword] = Object.fromEntries(Object.entries(content).map(([name, item]) => [name, loosen(item)]));
    else if (keyword !== "oneOf") out[keyword] = loosen(content);
  }
  const { oneOf } = schema;
  if (oneOf === undefined) return out;
  // Two lists of alternatives both hold.
  if (out["anyOf"] === undefined) return { ...out, anyOf: loosen(oneOf) };
  const allOf = Array.isArray(out["allOf"]) ? out["allOf"] : [];
  return { ...out, allOf: [...allOf, { anyOf: loosen(oneOf) }] };
}
