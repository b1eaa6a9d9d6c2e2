import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isSameJson } from "./same-json.ts";

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
/** Few values, so that two of them are often the same or nearly so. */
const value = fc.jsonValue({ maxDepth: 3 }).map(copy);
const small = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 1, "", "a"),
    fc.array(tie("any"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "constructor"), tie("any"), { maxKeys: 2 }).map(copy),
  ),
})).any;

it("a value is the same as its copy, in whichever order its members stand", () => {
  const turned = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(turned);
    if (typeof one !== "object" || one === null) return one;
    const entries = Object.entries(one).map(([name, each]) => [name, turned(each)]);
    return Object.fromEntries(entries.reverse());
  };
  fc.assert(
    fc.property(value, (one) => {
      expect(isSameJson(one, turned(one))).toBe(true);
    }),
  );
});

it("two values are the same only when everything in them is", () => {
  fc.assert(
    fc.property(small, small, (one, other) => {
      expect(isSameJson(one, other)).toBe(isDeepStrictEqual(one, other));
    }),
    { numRuns: 1_000 },
  );
});
