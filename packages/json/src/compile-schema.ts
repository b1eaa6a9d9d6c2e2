import type { ErrorDetail } from "@zerq/errors/app-error";
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { formats } from "./formats.ts";
import { linearPattern } from "./linear-pattern.ts";
import { SchemaError } from "./schema-error.ts";
import { checkSchemaRules } from "./schema-rules.ts";
import { isObject, type SchemaObject } from "./schema-walk.ts";
import { spendWork, startWork, WorkExceeded } from "./work-budget.ts";

export type CompiledSchema = {
  /** @returns what is wrong with the value first, without echoing any of it; undefined when it is valid */
  violation(value: unknown): ErrorDetail | undefined;
};

/** Longest text of a schema, in characters. */
export const MAX_SCHEMA_LENGTH = 65_536;

const draft07 = /^http:\/\/json-schema\.org\/draft-07\/schema#?$/;
const draft2020 = /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

/** Counts how often references are followed: each is 100 units of work. */
const STEP = "zerqStep";

const options: Options = {
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
  // With all errors a wrong value could cost more than a right one.
  allErrors: false,
  // Ajv would try patterns on names with an engine that backtracks.
  allowMatchingProperties: true,
  // What a value inherits (`constructor`, `__proto__`) is not in it.
  ownProperties: true,
  inlineRefs: false,
  logger: false,
  formats: { ...formats },
  code: { regExp: Object.assign(linearPattern, { code: "linearPattern" }) },
};

/**
 * Compiles a schema of draft-07 (when its `$schema` says so) or 2020-12. Each has a compiler of its own, so that nothing is
 * kept of a schema that is not used any more.
 * @param isTrusted whether the schema has been compiled before, by whoever stored it: the draft's own rules hold then
 * @throws SchemaError in words for operators
 */
export function compileSchema(schema: unknown, isTrusted = false): CompiledSchema {
  if (typeof schema === "boolean") return compileSchema(schema ? {} : { not: {} }, isTrusted);
  if (!isObject(schema)) throw new SchemaError("is no schema");
  const own = JSON.parse(JSON.stringify(schema)) as SchemaObject;
  const names = prepare(own);
  const validate = compile(own, isTrusted);
  return {
    violation(value) {
      startWork();
      try {
        if (validate(value)) return undefined;
        return detailOf(validate.errors?.[0], names);
      } catch (error) {
        if (!(error instanceof WorkExceeded)) throw error;
        return { path: "", code: "too_complex", message: "takes too much work to check" };
      }
    },
  };
}

/** @returns the property names that the schema itself knows: any other name in a value is the caller's */
function prepare(root: SchemaObject): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { schema } of checkSchemaRules(root)) {
    if (isObject(schema["properties"])) for (const name of Object.keys(schema["properties"])) names.add(name);
    if (Object.hasOwn(schema, STEP)) throw new SchemaError(`has the unknown keyword ${STEP}`);
    if (schema["$ref"] !== undefined) schema[STEP] = true;
  }
  return names;
}

type Draft = { is: RegExp; Compiler: typeof Ajv | typeof Ajv2020; checker: Ajv | Ajv2020 | undefined };

/** The checkers hold schemas to their draft. They are made once, since compiling a draft's own schemas takes longer than most others. */
const drafts: Draft[] = [
  { is: draft07, Compiler: Ajv, checker: undefined },
  { is: draft2020, Compiler: Ajv2020, checker: undefined },
];

function compile(schema: SchemaObject, isTrusted: boolean): ValidateFunction {
  const { $schema = "https://json-schema.org/draft/2020-12/schema" } = schema;
  const draft = drafts.find(({ is }) => typeof $schema === "string" && is.test($schema));
  if (draft === undefined) throw new SchemaError("has a $schema other than draft-07 and 2020-12");
  delete schema["$schema"];
  delete schema["$id"];
  try {
    if (!isTrusted) holdToDraft(draft, schema);
    const ajv = new draft.Compiler({ ...options, meta: false, validateSchema: false });
    ajv.addKeyword({ keyword: STEP, schemaType: "boolean", errors: false, validate: step });
    return ajv.compile(schema);
  } catch (error) {
    if (error instanceof SchemaError) throw error;
    throw new SchemaError((error instanceof Error ? error.message : String(error)).slice(0, 300));
  }
}

/** @throws SchemaError */
function holdToDraft(draft: Draft, schema: SchemaObject): void {
  draft.checker ??= new draft.Compiler({ ...options, meta: true });
  startWork();
  if (draft.checker.validateSchema(schema) === true) return;
  throw new SchemaError(`schema is invalid: ${draft.checker.errorsText()}`.slice(0, 300));
}

function step(): boolean {
  spendWork(100);
  return true;
}

function detailOf(error: ErrorObject | undefined, names: ReadonlySet<string>): ErrorDetail {
  if (error === undefined) return { path: "", code: "invalid", message: "is not valid" };
  const parts = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const path = parts.map((part) => (/^\d{1,9}$/.test(part) || names.has(part) ? part : "*")).join(".");
  return { path, code: error.keyword, message: error.message ?? "is not valid" };
}
