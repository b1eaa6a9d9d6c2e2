import { Validator } from "@seriousme/openapi-schema-validator";

/** What the official schema of the document's version has against it; undefined when nothing. */
export async function flawOf(document: object): Promise<unknown> {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document) as Record<string, unknown>);
  return valid ? undefined : errors;
}
