import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "./strict-json.ts";

describe("strict JSON", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const value = JSON.parse(text);
        expect(parseStrictJson(text)).toEqual(value);
        expect(parseStrictJson(JSON.stringify(value, null, 2))).toEqual(value);
      }),
    );
  });

  it.each([
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":1}}',
    '[{"a":1},{"a":1,"\\u0061":2}]',
    '{"a":"x\\"","a":1}',
    '{"":1,"":2}',
    '{"a":[1,{"b":2}],"a":3}',
  ])("refuses a member twice: %s", (text) => {
    expect(() => parseStrictJson(text)).toThrow("The body has a member twice.");
  });

  it.each(['{"a":1,"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}', '{"a":"{\\"a\\":1,\\"a\\":1}"}'])(
    "takes the same name in different objects, or in a text: %s",
    (text) => {
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    },
  );

  it("refuses more than 64 levels, and takes 64", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(() => parseStrictJson(nested(65))).toThrow("The body is nested too deeply.");
    expect(parseStrictJson(nested(64))).toHaveLength(1);
  });

  it.each(['"\\ud800"', '{"a\\udfff":1}', '["\\ud83d\\u0020"]'])(
    "refuses half of a surrogate pair: %s",
    (text) => {
      expect(() => parseStrictJson(text)).toThrow("half of a surrogate pair");
    },
  );

  it("takes a whole surrogate pair, escaped or not", () => {
    expect(parseStrictJson('["\\ud83d\\ude00","😀"]')).toEqual(["😀", "😀"]);
  });
});
