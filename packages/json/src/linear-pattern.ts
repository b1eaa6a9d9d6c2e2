import { RE2JS } from "re2js";
import { SchemaError } from "./schema-error.ts";
import { spendWork } from "./work-budget.ts";

const MAX_LENGTH = 500;
/** States of the compiled pattern: what every character of a text may cost. */
const MAX_STATES = 300;

/**
 * A pattern of a schema in RE2's syntax, which matches in time linear in the text: no back-references, no look-around. The
 * work is charged to the validation's budget.
 * @throws SchemaError
 */
export function linearPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  if (pattern.length > MAX_LENGTH) throw new SchemaError(`a pattern is longer than ${MAX_LENGTH} characters`);
  const compiled = compile(pattern);
  const states = compiled.programSize();
  if (states > MAX_STATES) throw new SchemaError("a pattern repeats too much");
  return {
    test(text) {
      spendWork((text.length + 1) * states);
      return compiled.test(text);
    },
    // Ajv keeps patterns by their text: without one all of them would be the first.
    toString: () => pattern,
  };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch {
    throw new SchemaError(
      "a pattern is no regular expression of RE2's syntax (no look-around, no back-references, repeats up to 1000)",
    );
  }
}
