import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldChanges } from "./field-changes.ts";

describe("the fields that differ", () => {
  it("are named by path, lists as a whole, and absent where they are", () => {
    const before = { a: 1, b: { c: [1], d: "x" }, gone: null };
    const after = { a: 1, b: { c: [1, 2], d: "x" }, made: false };
    expect(fieldChanges(before, after)).toEqual([
      { path: "b.c", before: [1], after: [1, 2] },
      { path: "gone", before: null },
      { path: "made", after: false },
    ]);
  });

  it("are none between equal values, whatever their order, and some between others", () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(object, (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(fieldChanges(value, turned)).toEqual([]);
        expect(fieldChanges(value, { ...value, "\u0000new": 1 })).toHaveLength(1);
      }),
    );
  });
});
