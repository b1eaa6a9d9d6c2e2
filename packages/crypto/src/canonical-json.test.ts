import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { auditLeaf, chainLink, GENESIS } from "./hash-chain.ts";

describe("canonical JSON", () => {
  it("writes the example of RFC 8785 section 3.2.2", () => {
    const input = {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(input)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts by UTF-16 code units, as in section 3.2.3", () => {
    const names = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
    const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))));
    expect(sorted.filter((name) => name !== "1")).toEqual([
      "\r",
      "\u0080",
      "\u00f6",
      "\u20ac",
      "\ud83d\ude00",
      "\ufb33",
    ]);
  });

  it("doesn't depend on the order of members, and parses back", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), (object) => {
        fc.pre(JSON.stringify(object).isWellFormed());
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(object));
        expect(JSON.parse(canonicalJson(object))).toEqual(JSON.parse(JSON.stringify(object)));
      }),
    );
  });

  it("refuses what JSON can't say", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 0, Symbol("x"), "\ud800"]) {
      expect(() => canonicalJson({ value })).toThrow(TypeError);
    }
  });
});

describe("the hash chain", () => {
  const salt = Buffer.alloc(16, 7);
  it("changes with sequence, predecessor, salt and content", () => {
    const leaf = auditLeaf(salt, { action: "create" });
    const link = chainLink(1, GENESIS, leaf);
    const others = [
      chainLink(2, GENESIS, leaf),
      chainLink(1, leaf, leaf),
      chainLink(1, GENESIS, auditLeaf(Buffer.alloc(16, 8), { action: "create" })),
      chainLink(1, GENESIS, auditLeaf(salt, { action: "delete" })),
    ];
    for (const other of others) expect(other.equals(link)).toBe(false);
    expect(chainLink(1, GENESIS, auditLeaf(salt, { action: "create" })).equals(link)).toBe(true);
  });
});
