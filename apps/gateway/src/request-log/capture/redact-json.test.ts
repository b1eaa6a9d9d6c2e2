import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactJson } from "./redact-json.ts";
import { REDACTED } from "./sensitive-names.ts";

const none = new Set<string>();

/** The same by another way: parsed, walked, and printed. */
function walked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, /secret/i.test(name) ? REDACTED : walked(member)]),
  );
}

/** None is a backslash alone: behind one of those, this Node's JSON.parse takes the name `"` for it. */
const names = fc.constantFrom("a", "b", "Secret", "my-secret", '"', "{", 'x"');
const leaves = fc.oneof(fc.constantFrom("x", '"', "\\", ",", "}", "secret"), fc.integer(), fc.constant(null));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaves,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(names, tie("tree"), { maxKeys: 4 }),
  ),
}));

describe("JSON without its secrets", () => {
  it("is what parsing and walking it gives, whatever its space", () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 1, "\t"), (value, space) => {
        const redacted = redactJson(JSON.stringify(value, null, space), none);
        expect(JSON.parse(redacted)).toEqual(walked(value));
      }),
      { numRuns: 500 },
    );
  });

  it("has none wherever it breaks off", () => {
    const text = JSON.stringify({
      a: [{ secret: "canary" }],
      b: JSON.stringify({ secret: { c: "canary" } }),
    });
    for (let end = 0; end <= text.length; end += 1)
      expect(redactJson(text.slice(0, end), none)).not.toMatch(/can/);
  });

  it("takes names of the route, and what is no JSON at all", () => {
    expect(redactJson('{"X-Partner": 1}', new Set(["x-partner"]))).toBe(`{"X-Partner": "${REDACTED}"}`);
    for (const text of ["", '"', "{", "\\", '{"secret"', '{"secret":', "]]]", '"secret":}'])
      expect(redactJson(text, none).length).toBeLessThan(30);
  });
});
