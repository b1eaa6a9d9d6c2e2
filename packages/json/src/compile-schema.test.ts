import { describe, expect, it } from "vitest";
import { compileSchema } from "./compile-schema.ts";
import { SchemaError } from "./schema-error.ts";

const draft07 = "http://json-schema.org/draft-07/schema#";

describe("a schema", () => {
  it.each<[string, object | boolean, unknown, unknown]>([
    [
      "of 2020-12",
      { type: "object", required: ["a"], properties: { a: { type: "integer" } } },
      { a: 1 },
      { a: "1" },
    ],
    [
      "of draft-07",
      { $schema: draft07, items: [{ type: "string" }], additionalItems: false },
      ["a"],
      ["a", 1],
    ],
    ["with prefixItems", { prefixItems: [{ type: "string" }], items: false }, ["a"], ["a", 1]],
    [
      "with references",
      { $defs: { n: { type: "number" } }, properties: { a: { $ref: "#/$defs/n" } } },
      { a: 1 },
      { a: "" },
    ],
    [
      "that is recursive",
      { type: "object", properties: { next: { $ref: "#" } }, additionalProperties: false },
      { next: { next: {} } },
      { next: { nest: {} } },
    ],
    [
      "with unevaluated properties",
      { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      { a: 1 },
      { b: 1 },
    ],
    ["with a pattern", { type: "string", pattern: "^[a-z]+\\d{2}$" }, "ab12", "ab1"],
    [
      "with several patterns",
      {
        properties: { a: { pattern: "^a$" }, b: { pattern: "^b$" } },
        patternProperties: { "^c": { pattern: "^c$" } },
      },
      { a: "a", b: "b", cc: "c" },
      { a: "a", b: "a" },
    ],
    ["with formats", { type: "string", format: "date-time" }, "2024-02-29T10:00:00Z", "2023-02-29T10:00:00Z"],
    ["with a nullable list of types", { type: ["string", "null"] }, null, 1],
    ["that is true", true, 1, undefined],
    ["that is false", false, undefined, 1],
    [
      "that asks for what every object inherits",
      { required: ["constructor"] },
      JSON.parse('{"constructor":1}'),
      {},
    ],
  ])("%s takes the right and refuses the wrong", (_what, schema, right, wrong) => {
    const compiled = compileSchema(schema);
    if (right !== undefined) expect(compiled.violation(right)).toBeUndefined();
    if (wrong !== undefined) expect(compiled.violation(wrong)).toMatchObject({ code: expect.any(String) });
    expect(compileSchema(schema, true).violation(wrong ?? right)).toEqual(compiled.violation(wrong ?? right));
  });

  it.each<[string, unknown]>([
    ["that is a list", []],
    ["with an unknown keyword", { typ: "string" }],
    ["of another draft", { $schema: "http://json-schema.org/draft-04/schema#" }],
    ["with a wrong keyword", { type: "strnig" }],
    ["with a reference to elsewhere", { $ref: "https://evil.test/schema.json" }],
    ["with a reference to a file", { $ref: "file:///etc/passwd" }],
    ["with a reference to nothing", { $ref: "#/$defs/none" }],
    [
      "with a reference to what is no schema",
      { enum: [{ type: "string" }], properties: { a: { $ref: "#/enum/0" } } },
    ],
    ["that refers to itself", { $ref: "#" }],
    [
      "with two that refer to each other",
      { $defs: { a: { allOf: [{ $ref: "#/$defs/b" }] }, b: { not: { $ref: "#/$defs/a" } } } },
    ],
    ["with dynamic references", { $dynamicRef: "#a" }],
    ["with an anchor", { $defs: { a: { $anchor: "x" } } }],
    ["with an id inside", { properties: { a: { $id: "http://x/y" } } }],
    ["with unique items without end", { uniqueItems: true }],
    ["with an unknown format", { format: "regex" }],
    ["with look-ahead", { pattern: "(?=a)a" }],
    ["with a back-reference", { pattern: "(a)\\1" }],
    ["with a pattern that isn't one", { pattern: "(" }],
    ["with a pattern that repeats too much", { pattern: "(a{1,100}){1,10}" }],
    ["with a long pattern", { pattern: "a".repeat(501) }],
    ["with look-behind in a name's pattern", { patternProperties: { "(?<=a)b": {} } }],
    ["with the keyword that counts", { zerqStep: true }],
    ["that is nested too deeply", Array.from({ length: 40 }).reduce((inner) => ({ not: inner }), {})],
    ["with too many schemas", { allOf: Array.from({ length: 2_001 }, () => ({})) }],
  ])("%s is refused", (_what, schema) => {
    expect(() => compileSchema(schema)).toThrow(SchemaError);
  });

  it("is left as it was", () => {
    const schema = { $schema: draft07, properties: { a: { $ref: "#" } } };
    const before = structuredClone(schema);
    compileSchema(schema);
    expect(schema).toEqual(before);
  });
});

describe("a violation", () => {
  const compiled = compileSchema({
    type: "object",
    properties: {
      known: { type: "array", items: { type: "object", properties: { "a/b": { enum: ["x"] } } } },
    },
    additionalProperties: { type: "number" },
    propertyNames: { maxLength: 20 },
  });

  it("says where and which rule", () => {
    const violation = compiled.violation({ known: [{}, { "a/b": "y" }] });
    expect(violation).toMatchObject({ path: "known.1.a/b", code: "enum" });
  });

  it("echoes neither values nor names that the caller chose", () => {
    const canary = "canary-value";
    for (const value of [{ [canary]: canary }, { known: canary }, { [canary.repeat(3)]: 1 }, canary])
      expect(JSON.stringify(compiled.violation(value))).not.toContain(canary);
  });
});

describe("work beyond measure", () => {
  const limited = { code: "too_complex" };

  it("of a pattern on a long text ends", () => {
    const compiled = compileSchema({ type: "string", pattern: "^[a-z]{1,80}\\d" });
    expect(compiled.violation("a".repeat(1_000_000))).toMatchObject(limited);
    expect(compiled.violation("a".repeat(100))).toMatchObject({ code: "pattern" });
  });

  it("of patterns that backtrack elsewhere is none", () => {
    for (const pattern of ["^(a+)+$", "^(a|aa)*$", "^(\\w+\\s?)*$"])
      expect(compileSchema({ pattern }).violation(`${"a".repeat(50_000)}!`)).toMatchObject({
        code: "pattern",
      });
  });

  it("of references that double at every level ends", () => {
    const levels = Object.fromEntries(
      Array.from({ length: 40 }, (_, level) => {
        const $ref = `#/$defs/l${level + 1}`;
        return [`l${level}`, { allOf: [{ $ref }, { $ref }] }];
      }),
    );
    const compiled = compileSchema({ $defs: { ...levels, l40: { type: "number" } }, $ref: "#/$defs/l0" });
    expect(compiled.violation(1)).toMatchObject(limited);
  });

  it("of references that double with the value's depth ends", () => {
    const next = { properties: { n: { $ref: "#" } } };
    const compiled = compileSchema({ allOf: [next, { ...next }] });
    const deep = Array.from({ length: 60 }).reduce<object>((n) => ({ n }), {});
    expect(compiled.violation(deep)).toMatchObject(limited);
  });
});
