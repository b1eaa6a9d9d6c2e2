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

  it("reads the names that are there, whatever objects were read before", () => {
    const kept = [JSON.parse('{"zz":1,"\\\\u":1}'), JSON.parse('{"yy":1,"\\\\":1}')];
    expect(kept.map((value) => Object.keys(value))).toEqual([
      ["zz", "\\u"],
      ["yy", "\\"],
    ]);
    expect(parseStrictJson('{"zz":1,"\\u0061\\u0062":1}')).toEqual({ zz: 1, ab: 1 });
    expect(parseStrictJson('{"yy":1,"\\"":1}')).toEqual({ yy: 1, '"': 1 });
  });

  it("puts together what has escaped names, as it is", () => {
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(
          fc.string(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.boolean(),
          fc.constant(null),
        ),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(fc.string({ maxLength: 3 }), tie("tree"), { maxKeys: 4 }),
      ),
    })).tree;
    /** Every name with its first letter as an escape, by hand: no name is read on the way. */
    const written = (tree: unknown): string => {
      if (Array.isArray(tree)) return `[ ${tree.map(written).join(" ,")}]`;
      if (typeof tree !== "object" || tree === null) return JSON.stringify(tree);
      const members = Object.entries(tree).map(([name, member]) => {
        const first = name === "" ? "" : `\\u${name.charCodeAt(0).toString(16).padStart(4, "0")}`;
        return `"${first}${JSON.stringify(name.slice(1)).slice(1, -1)}" : ${written(member)}`;
      });
      return `{${members.join(",\n")} }`;
    };
    fc.assert(
      fc.property(value, (tree) => {
        const plain = JSON.stringify(tree, (_name, member) => (Object.is(member, -0) ? 0 : member));
        expect(JSON.stringify(parseStrictJson(written(tree)))).toBe(plain);
      }),
    );
    expect(Object.hasOwn(parseStrictJson('{"\\u005f_proto__":1}') as object, "__proto__")).toBe(true);
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
