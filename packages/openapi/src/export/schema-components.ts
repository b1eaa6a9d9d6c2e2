import { isObject, type JsonObject } from "../json-value.ts";
import { pointerTo } from "../pointer.ts";
import type { ExportVersion, LeftOut } from "./exported-collection.ts";
import { modernSchema } from "./modern-schema.ts";
import { olderSchema } from "./older-schema.ts";

type Component = {
  name: string;
  /** As it was stored. */
  text: string;
  /** What each of its references to other definitions became. */
  refers: Map<string, string>;
};

const PLACE = "#/components/schemas";

/** The schemas of a document: definitions that proxies have in common are there once. */
export class SchemaComponents {
  readonly schemas: Record<string, JsonObject | boolean> = {};
  readonly leftOut: LeftOut[] = [];
  readonly #version: ExportVersion;
  readonly #components = new Map<string, Component[]>();

  constructor(version: ExportVersion, reserved: readonly string[]) {
    this.#version = version;
    for (const name of reserved) this.#components.set(name, [{ name, text: "", refers: new Map() }]);
  }

  /** A proxy's schema in the document: itself, or a reference to where it is. */
  add(schema: unknown, proxy: string, field: string): JsonObject | boolean {
    const definitions = definitionsOf(schema);
    const references = referencesOf(schema);
    const convert = (value: unknown, reference: (text: string) => string) => {
      const modern = modernSchema(value, reference);
      if (this.#version === "3.1") return modern;
      return olderSchema(modern, (keyword) => this.#leaveOut({ proxy, field, keyword }));
    };
    if (references.length === 0) return convert(schema, (text) => text);
    const names = this.#namesFor(definitions);
    // What refers to the whole, or into it, needs it to have a place.
    const needsPlace = references.some((text) => definitionAt(text, definitions) === undefined);
    const own = needsPlace ? this.#freshName(`${proxy}-${field}`) : undefined;
    const rewrite = (text: string) => rewritten(text, definitions, names, own);
    for (const [definition, name] of names) this.schemas[name] ??= convert(definitions[definition], rewrite);
    const whole = convert(schema, rewrite);
    if (own === undefined) return whole;
    this.schemas[own] = whole;
    return { $ref: pointerTo(PLACE, own) };
  }

  #leaveOut(found: LeftOut): void {
    const isKnown = this.leftOut.some(
      ({ proxy, field, keyword }) =>
        proxy === found.proxy && field === found.field && keyword === found.keyword,
    );
    if (!isKnown && this.leftOut.length < 500) this.leftOut.push(found);
  }

  /** A component for each definition: one that is there already where it, and all that it refers to, is the same. */
  #namesFor(definitions: JsonObject): Map<string, string> {
    const described = Object.entries(definitions).map(([definition, schema]) => {
      const refers = referencesOf(schema).map((text) => definitionAt(text, definitions)?.definition);
      // A reference into the schema around the definitions means something else in each of them.
      const isShared = refers.every((name) => name !== undefined);
      return { definition, text: JSON.stringify(schema), refers: refers as string[], isShared };
    });
    const chosen = new Map<string, Component>();
    for (const { definition, text, isShared } of described) {
      const known = this.#components.get(componentName(definition))?.find((one) => one.text === text);
      if (known !== undefined && isShared) chosen.set(definition, known);
    }
    for (let isStable = false; !isStable; ) {
      isStable = true;
      for (const { definition, refers } of described) {
        const known = chosen.get(definition);
        if (known === undefined) continue;
        if (refers.every((name) => known.refers.get(name) === chosen.get(name)?.name)) continue;
        chosen.delete(definition);
        isStable = false;
      }
    }
    for (const { definition, text } of described) {
      if (chosen.has(definition)) continue;
      const name = this.#freshName(definition);
      const component = { name, text, refers: new Map<string, string>() };
      const base = componentName(definition);
      this.#components.set(base, [...(this.#components.get(base) ?? []), component]);
      chosen.set(definition, component);
    }
    for (const { definition, refers } of described) {
      for (const name of refers) chosen.get(definition)?.refers.set(name, chosen.get(name)?.name ?? "");
    }
    return new Map([...chosen].map(([definition, { name }]) => [definition, name]));
  }

  #freshName(wanted: string): string {
    const base = componentName(wanted);
    const isTaken = (name: string) =>
      [...this.#components.values()].some((list) => list.some((one) => one.name === name));
    let name = base;
    for (let n = 2; isTaken(name); n += 1) name = `${base}_${n}`;
    this.#components.set(name, [
      ...(this.#components.get(name) ?? []),
      { name, text: "", refers: new Map() },
    ]);
    return name;
  }
}

/** Names of components are of these characters (OpenAPI 3.1 section 4.8.7). */
const componentName = (text: string) => text.replaceAll(/[^A-Za-z0-9._-]/g, "_") || "schema";

function definitionsOf(schema: unknown): JsonObject {
  if (!isObject(schema)) return {};
  const { $defs, definitions } = schema;
  return { ...(isObject(definitions) ? definitions : {}), ...(isObject($defs) ? $defs : {}) };
}

/** `#/$defs/Pet/properties/name`: the definition, and the way from there on. */
function definitionAt(
  text: string,
  definitions: JsonObject,
): { definition: string; rest: string } | undefined {
  const match = /^#\/(?:\$defs|definitions)\/([^/]+)(.*)$/s.exec(text);
  const [, token = "", rest = ""] = match ?? [];
  const definition = decoded(token).replaceAll("~1", "/").replaceAll("~0", "~");
  return match !== null && Object.hasOwn(definitions, definition) ? { definition, rest } : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function rewritten(
  text: string,
  definitions: JsonObject,
  names: ReadonlyMap<string, string>,
  own: string | undefined,
): string {
  const found = definitionAt(text, definitions);
  if (found !== undefined) return pointerTo(PLACE, names.get(found.definition) ?? "") + found.rest;
  return pointerTo(PLACE, own ?? "") + text.slice(1);
}

/** Every reference in a schema, those in its definitions too. */
function referencesOf(schema: unknown): string[] {
  const found: string[] = [];
  modernSchema(
    schema,
    (text) => {
      found.push(text);
      return text;
    },
    false,
  );
  return found;
}
