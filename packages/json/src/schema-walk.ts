import { SchemaError } from "./schema-error.ts";

export type SchemaObject = Record<string, unknown>;
export type Subschema = {
  readonly schema: SchemaObject;
  /** As a JSON pointer (RFC 6901) with its `#`. */
  readonly pointer: string;
  readonly depth: number;
  /** Whether it is applied to the same value as the schema around it. */
  readonly isInPlace: boolean;
  readonly parent: Subschema | undefined;
};

type Shape = "one" | "list" | "map";

/** Where schemas have schemas: draft-07 and 2020-12 together. */
const places: Readonly<Record<string, readonly Shape[]>> = {
  additionalItems: ["one"],
  additionalProperties: ["one"],
  contains: ["one"],
  contentSchema: ["one"],
  else: ["one"],
  if: ["one"],
  // A list in draft-07.
  items: ["one", "list"],
  not: ["one"],
  propertyNames: ["one"],
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema, and nobody awaits this table.
  then: ["one"],
  unevaluatedItems: ["one"],
  unevaluatedProperties: ["one"],
  allOf: ["list"],
  anyOf: ["list"],
  oneOf: ["list"],
  prefixItems: ["list"],
  $defs: ["map"],
  definitions: ["map"],
  dependencies: ["map"],
  dependentSchemas: ["map"],
  patternProperties: ["map"],
  properties: ["map"],
};
const inPlace = new Set([
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependencies",
  "dependentSchemas",
]);

const MAX_SUBSCHEMAS = 2_000;
const MAX_DEPTH = 32;

/**
 * Every schema object inside of a schema, and itself first.
 * @throws SchemaError when there are too many, or they are nested too deeply
 */
export function subschemasOf(root: SchemaObject): Subschema[] {
  const found: Subschema[] = [{ schema: root, pointer: "#", depth: 0, isInPlace: false, parent: undefined }];
  for (const parent of found) {
    if (parent.depth > MAX_DEPTH) throw new SchemaError(`nests schemas more than ${MAX_DEPTH} deep`);
    if (found.length > MAX_SUBSCHEMAS) throw new SchemaError(`has more than ${MAX_SUBSCHEMAS} schemas in it`);
    for (const [keyword, value] of Object.entries(parent.schema)) {
      const shapes = Object.hasOwn(places, keyword) ? places[keyword] : undefined;
      if (shapes === undefined) continue;
      for (const [name, schema] of childrenOf(value, shapes)) {
        const pointer = `${parent.pointer}/${escaped(keyword)}${name === undefined ? "" : `/${escaped(name)}`}`;
        found.push({ schema, pointer, depth: parent.depth + 1, isInPlace: inPlace.has(keyword), parent });
      }
    }
  }
  return found;
}

function childrenOf(value: unknown, shapes: readonly Shape[]): [string | undefined, SchemaObject][] {
  if (Array.isArray(value)) {
    if (!shapes.includes("list")) return [];
    return value.flatMap((item, index) =>
      isObject(item) ? [[String(index), item] as [string, SchemaObject]] : [],
    );
  }
  if (!isObject(value)) return [];
  if (!shapes.includes("map")) return [[undefined, value]];
  return Object.entries(value).flatMap(([name, item]) =>
    isObject(item) ? [[name, item] as [string, SchemaObject]] : [],
  );
}

export function isObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
