import { AppError } from "@zerq/errors/app-error";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictYaml, renderYaml } from "./strict-yaml.ts";

function refusal(text: string): AppError {
  try {
    parseStrictYaml(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("was taken");
}

describe("strict YAML", () => {
  it("reads what looks like JSON's values as these, and everything else as text", () => {
    const text = "a: 1\nb: yes\nc: null\nd: [true, 2026-01-01, 0x10]\ne: |\n  two\n  lines\nf: {g: on}\n";
    expect(parseStrictYaml(text)).toEqual({
      a: 1,
      b: "yes",
      c: null,
      d: [true, "2026-01-01", 16],
      e: "two\nlines\n",
      f: { g: "on" },
    });
  });

  it("takes JSON as it is, and a few aliases", () => {
    expect(parseStrictYaml('{"a": [1, "x"]}')).toEqual({ a: [1, "x"] });
    expect(parseStrictYaml("one: &h [1]\ntwo: *h\n")).toEqual({ one: [1], two: [1] });
  });

  it("keeps names such as __proto__ as own names", () => {
    const read = parseStrictYaml("__proto__: {polluted: true}\n") as object;
    expect(Object.keys(read)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n`;
  it.each([
    ["nothing", "", "empty"],
    ["two documents", "a: 1\n---\nb: 2\n", "more than one"],
    ["a name twice", "a: 1\na: 2\n", "twice at line"],
    ["a name twice, deep down", "x:\n  - {k: 1, k: 2}\n", "twice at line"],
    ["a name that is no text", "[1, 2]: x\n", "NON_STRING_KEY"],
    ["a tag", "a: !!js/function 'x'\n", "TAG_RESOLVE_FAILED"],
    ["a known tag", "a: !!binary aGk=\n", "TAG_RESOLVE_FAILED"],
    ["a plain known tag", "a: !!str 1\n", "has a tag"],
    ["an alias of nothing", "a: *b\n", "lead nowhere"],
    ["aliases that multiply", bomb, "aliases"],
    ["an alias inside of what it names", "a: &a [*a]\n", "nested too deeply"],
    ["no number of JSON", "a: .inf\n", "number"],
    ["depth", `${"[".repeat(70)}${"]".repeat(70)}`, "nested too deeply"],
    ["endless depth", "[".repeat(200_000), "not valid at line 1"],
    ["a broken text", "a: [1, 2\nb: 3\n", "not valid at line"],
  ])("refuses %s", (_what, text, sentence) => {
    const error = refusal(text);
    expect(error.code).toBe("bad_request");
    expect(error.message).toContain(sentence);
  });

  it("does not repeat what was written", () => {
    expect(refusal("secret: 'canary-4711\nx: 1\n").message).not.toContain("canary");
    expect(refusal("canary-4711: 1\ncanary-4711: 2\n").message).not.toContain("canary");
  });

  it("looks at each name of a long mapping once", () => {
    const names = Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`);
    expect(Object.keys(parseStrictYaml(names.join("\n")) as object)).toHaveLength(20_000);
    expect(refusal([...names, "k7: 2"].join("\n")).message).toContain("twice at line 20001");
  });

  it("gives back any JSON that it has written", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const json = JSON.parse(JSON.stringify(value));
        expect(parseStrictYaml(renderYaml(json))).toEqual(json);
      }),
    );
  });
});
