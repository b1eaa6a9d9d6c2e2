import type { z } from "zod";

/** Whether a value that came from JSON is what a schema takes as it stands. */
type JsonCheck = (value: unknown) => boolean;

type Definition = Record<string, unknown> & { readonly type: string };
type Builder = (definition: Definition) => JsonCheck;

/** There is something in the schema that can't be put into a plain check. */
class NoPlainCheck extends Error {}

const known = new WeakMap<z.ZodType, { readonly check: JsonCheck | undefined }>();

/**
 * A schema as one plain check that makes nothing: of tens of thousands of entities, Zod's way of reading them takes several times
 * as long, most of it for what it writes down in case something is wrong. What the check refuses has to be read by the schema.
 * @returns undefined for a schema that does more than to check
 */
export function jsonCheckOf(schema: z.ZodType): JsonCheck | undefined {
  let found = known.get(schema);
  if (found === undefined) {
    found = { check: tryBuild(schema) };
    known.set(schema, found);
  }
  return found.check;
}

function tryBuild(schema: z.ZodType): JsonCheck | undefined {
  try {
    return build(schema);
  } catch (error) {
    if (error instanceof NoPlainCheck) return undefined;
    throw error;
  }
}

const builders: Readonly<Record<string, Builder>> = {
  string: () => (value) => typeof value === "string",
  number: () => (value) => typeof value === "number",
  boolean: () => (value) => typeof value === "boolean",
  literal: ({ values }) => oneOf(values as readonly unknown[]),
  enum: ({ entries }) => oneOf(Object.values(entries as object)),
  nullable: ({ innerType }) => {
    const inner = build(innerType);
    return (value) => value === null || inner(value);
  },
  union: ({ options }) => {
    const checks = (options as unknown[]).map(build);
    return (value) => checks.some((check) => check(value));
  },
  array: ({ element }) => {
    const check = build(element);
    return (value) => Array.isArray(value) && value.every((item) => check(item));
  },
  record: ({ keyType, valueType }) => {
    const [name, value] = [build(keyType), build(valueType)];
    return (record) => isObject(record) && everyMember(record, name, value);
  },
  object: buildObject,
};

/** Strict ones only: from any other the schema would take something away. */
function buildObject({ shape, catchall }: Definition): JsonCheck {
  if ((catchall as z.ZodType | undefined)?._zod.def.type !== "never") throw new NoPlainCheck();
  const members = new Map<string, { readonly check: JsonCheck; readonly isRequired: boolean }>();
  let required = 0;
  for (const [name, member] of Object.entries(shape as Record<string, z.ZodType>)) {
    const own = definitionOf(member);
    const isRequired = own.type !== "optional";
    members.set(name, {
      isRequired,
      check: isRequired ? build(member) : ruled(own, build(own["innerType"])),
    });
    if (isRequired) required += 1;
  }
  return (value) => {
    if (!isObject(value)) return false;
    let found = 0;
    for (const name in value) {
      const member = members.get(name);
      if (member === undefined || !member.check(value[name])) return false;
      if (member.isRequired) found += 1;
    }
    return found === required;
  };
}

const checkers: Readonly<Record<string, Builder>> = {
  string_format(definition) {
    const pattern = definition["pattern"];
    if (definition["format"] !== "regex" || !(pattern instanceof RegExp) || pattern.flags !== "")
      throw new NoPlainCheck();
    return (value) => pattern.test(value as string);
  },
  max_length: ({ maximum }) => {
    return (value) => (value as string | unknown[]).length <= (maximum as number);
  },
  number_format({ format }) {
    if (format !== "safeint") throw new NoPlainCheck();
    return Number.isSafeInteger;
  },
  greater_than: ({ value: bound, inclusive }) => {
    return (value) => (value as number) > (bound as number) || (inclusive === true && value === bound);
  },
  less_than: ({ value: bound, inclusive }) => {
    return (value) => (value as number) < (bound as number) || (inclusive === true && value === bound);
  },
};

function build(schema: unknown): JsonCheck {
  const definition = definitionOf(schema);
  const builder = Object.hasOwn(builders, definition.type) ? builders[definition.type] : undefined;
  // A schema can be a rule itself, such as an address's.
  if (builder === undefined || definition["coerce"] === true || "check" in definition)
    throw new NoPlainCheck();
  return ruled(definition, builder(definition));
}

/** The check with the rules that a schema has beside its type. */
function ruled({ checks = [] }: Definition, type: JsonCheck): JsonCheck {
  const rules = (checks as { _zod: { def: Definition & { check: string } } }[]).map(({ _zod: { def } }) => {
    const checker = Object.hasOwn(checkers, def.check) ? checkers[def.check] : undefined;
    if (checker === undefined) throw new NoPlainCheck();
    return checker(def);
  });
  const [first, ...others] = rules;
  if (first === undefined) return type;
  if (others.length === 0) return (value) => type(value) && first(value);
  return (value) => type(value) && rules.every((rule) => rule(value));
}

function definitionOf(schema: unknown): Definition {
  return (schema as z.ZodType)._zod.def as unknown as Definition;
}

function oneOf(values: readonly unknown[]): JsonCheck {
  const [only] = values;
  if (values.length === 1) return (value) => value === only;
  const set = new Set(values);
  return (value) => set.has(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `__proto__` is a name that Zod leaves out. */
function everyMember(record: Record<string, unknown>, isName: JsonCheck, isValue: JsonCheck): boolean {
  for (const name in record) {
    if (name === "__proto__" || !isName(name) || !isValue(record[name])) return false;
  }
  return true;
}
