import { AppError, type ErrorDetail } from "@zerq/errors/app-error";
import { type CompiledSchema, compileSchema } from "@zerq/json/compile-schema";
import { SchemaError } from "@zerq/json/schema-error";
import { parseStrictJson } from "@zerq/json/strict-json";
import { CompileError } from "../snapshot/compile-error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A schema for request bodies. It is compiled by its first use, so that neither the change of a config nor a schema that nobody
 * calls costs anything.
 */
export class BodySchema {
  readonly #schema: unknown;
  #compiled: CompiledSchema | undefined;

  /** @param text the schema as JSON. @throws CompileError */
  constructor(text: string) {
    try {
      this.#schema = JSON.parse(text);
    } catch {
      throw new CompileError("the request schema is no JSON");
    }
  }

  /** @returns what is wrong with a body; undefined when it is valid. @throws AppError `route_invalid` when the schema is no schema */
  violation(body: Buffer): ErrorDetail | undefined {
    const compiled = this.#compile();
    try {
      const found = compiled.violation(parseStrictJson(decoder.decode(body)));
      return found === undefined
        ? undefined
        : { ...found, path: found.path === "" ? "body" : `body.${found.path}` };
    } catch (error) {
      const message = error instanceof AppError ? error.message : "The body is not UTF-8.";
      return { path: "body", code: "malformed", message };
    }
  }

  #compile(): CompiledSchema {
    try {
      // Management has compiled it before it was stored, drafts' own rules included.
      this.#compiled ??= compileSchema(this.#schema, true);
      return this.#compiled;
    } catch (error) {
      if (error instanceof SchemaError)
        throw new AppError("route_invalid", { log: `the request schema ${error.message}` });
      throw error;
    }
  }
}

const known = new Map<string, WeakRef<BodySchema>>();
const forgotten = new FinalizationRegistry((text: string) => {
  if (known.get(text)?.deref() === undefined) known.delete(text);
});

/** The schema of this text: the same as before while any route has it, so that a change of its collection compiles nothing. */
export function bodySchema(text: string): BodySchema {
  const before = known.get(text)?.deref();
  if (before !== undefined) return before;
  const schema = new BodySchema(text);
  known.set(text, new WeakRef(schema));
  forgotten.register(schema, text);
  return schema;
}
