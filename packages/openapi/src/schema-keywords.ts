/** What becomes of each keyword of a schema: subschemas inside, a value as it is, or a rule of its own. */
export const oneSchema = new Set([
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
export const listOfSchemas = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
export const mapOfSchemas = new Set(["dependentSchemas", "patternProperties", "properties"]);
export const asItIs = new Set([
  "$comment",
  "const",
  "contentEncoding",
  "contentMediaType",
  "default",
  "dependentRequired",
  "deprecated",
  "description",
  "enum",
  "examples",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "maxContains",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minContains",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "readOnly",
  "title",
  "type",
  "writeOnly",
]);
/** They say something to people or tools, and nothing about which values are valid. Definitions come with what refers to them. */
export const ignored = new Set([
  "$defs",
  "$ref",
  "$schema",
  "definitions",
  "discriminator",
  "example",
  "externalDocs",
  "nullable",
  "xml",
]);
/** Formats of OpenAPI itself, which say how wide a number is or that a text is binary: nobody misses a check. */
export const widthFormats = new Set(["int32", "int64", "float", "double", "byte", "binary", "password"]);
