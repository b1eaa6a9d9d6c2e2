import { compileSchema, MAX_SCHEMA_LENGTH } from "@zerq/json/compile-schema";
import { SchemaError } from "@zerq/json/schema-error";
import { z } from "zod";
import { checkOnce } from "./checked-schemas.ts";

/**
 * Schemas and examples are JSON of the operator's own: they are stored as text, since their names (`$ref`, `a.b`) are none of a
 * database's, and shown as JSON again.
 */
const text = z.transform((value: unknown) => (value === null ? null : JSON.stringify(value)));

const isShort = (value: unknown) => value === undefined || JSON.stringify(value).length <= MAX_SCHEMA_LENGTH;
const tooLong = `is longer than ${MAX_SCHEMA_LENGTH} characters`;

/** A JSON Schema of draft-07 or 2020-12 that gateways can run. */
export const jsonSchema = z
  .unknown()
  .superRefine((value, context) => {
    if (value === null || value === undefined) return;
    if (!isShort(value)) {
      context.addIssue({ code: "custom", message: tooLong });
      return;
    }
    try {
      checkOnce(JSON.stringify(value), () => compileSchema(value));
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
    }
  })
  .default(null)
  .pipe(text);

export const jsonExample = z.unknown().refine(isShort, tooLong).default(null).pipe(text);

export const jsonOutput = z.unknown();

/** @param stored undefined in documents of before these fields */
export function jsonView(stored: string | null | undefined): unknown {
  return stored === null || stored === undefined ? null : JSON.parse(stored);
}

export const jsonFields = ["requestSchema", "responseSchema", "requestExample", "responseExample"] as const;

/** Those of an object's members that are such JSON, as text: the audit is stored as well. */
export function jsonTexts(members: object): Record<string, unknown> {
  const texts: Record<string, unknown> = {};
  for (const name of jsonFields) {
    const value = Object.hasOwn(members, name) ? (members as Record<string, unknown>)[name] : undefined;
    if (value !== undefined)
      texts[name] = typeof value === "string" || value === null ? value : JSON.stringify(value);
  }
  return texts;
}
