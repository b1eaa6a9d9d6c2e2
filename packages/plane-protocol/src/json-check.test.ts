import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { gatewayEntities } from "./gateway-entities.ts";
import { jsonCheckOf } from "./json-check.ts";
import { portalEntities } from "./portal-entities.ts";

/** Values that a schema takes, or takes nearly; made from what it is made of. */
function valuesFor(schema: z.ZodType): fc.Arbitrary<unknown> {
  const definition = schema._zod.def as unknown as Record<string, unknown> & { type: string };
  const inner = (name: string) => valuesFor(definition[name] as z.ZodType);
  const makers: Record<string, () => fc.Arbitrary<unknown>> = {
    string: () =>
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom("a".repeat(24), "0123456789abcdef") },
        fc.constantFrom("0123456789abcdef01234567", "", "é", "a\nb", `${"a".repeat(24)}\n`),
        fc.string(),
      ),
    number: () =>
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(1, 2, 300) },
        fc.constantFrom(0, -1, 301, 0.5, 2 ** 53, 2 ** 53 - 1, 1e300),
      ),
    boolean: () => fc.boolean(),
    literal: () => fc.constantFrom(...(definition["values"] as unknown[])),
    enum: () => fc.constantFrom(...Object.values(definition["entries"] as object)),
    nullable: () => fc.option(inner("innerType")),
    optional: () => inner("innerType"),
    union: () => fc.oneof(...(definition["options"] as z.ZodType[]).map(valuesFor)),
    array: () => fc.array(inner("element"), { maxLength: 2 }),
    record: () =>
      fc.dictionary(fc.constantFrom("a", "b", "__proto__", ""), inner("valueType"), { maxKeys: 2 }),
    object: () => {
      const members = Object.entries(definition["shape"] as Record<string, z.ZodType>);
      const optional = members.filter(([, { _zod }]) => _zod.def.type === "optional").map(([name]) => name);
      const required = members.map(([name]) => name).filter((name) => !optional.includes(name));
      const each = members.map(([name, member]) => [name, valuesFor(member)] as const);
      return fc.record(Object.fromEntries(each), { requiredKeys: required });
    },
  };
  return makers[definition.type]?.() ?? fc.constant(undefined);
}

/** A value in which something may be another, gone or more. */
const damaged = (value: fc.Arbitrary<unknown>) =>
  fc
    .tuple(
      value,
      fc.array(fc.nat(), { maxLength: 3 }),
      fc.constantFrom("keep", "keep", "replace", "drop", "add"),
      fc.jsonValue({ maxDepth: 1 }),
    )
    .map(([whole, path, action, other]) => {
      const copy = JSON.parse(JSON.stringify(whole)) as unknown;
      if (action === "keep") return copy;
      let at = copy;
      for (const step of path.slice(0, -1)) at = memberOf(at, step) ?? at;
      if (typeof at !== "object" || at === null) return action === "replace" ? other : copy;
      const names = Object.keys(at);
      const name = names[(path.at(-1) ?? 0) % Math.max(1, names.length)];
      if (action === "add") Reflect.set(at, "more", other);
      else if (name !== undefined && action === "drop") Reflect.deleteProperty(at, name);
      else if (name !== undefined) Reflect.set(at, name, other);
      return JSON.parse(JSON.stringify(copy)) as unknown;
    });

function memberOf(value: unknown, step: number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const members = Object.values(value);
  return members[step % Math.max(1, members.length)];
}

const kinds = [
  ...Object.entries(gatewayEntities).map(([kind, schema]) => [`gateway ${kind}`, schema] as const),
  ...Object.entries(portalEntities).map(([kind, schema]) => [`portal ${kind}`, schema] as const),
];

describe("the plain check of an entity's schema", () => {
  it.each<readonly [string, z.ZodType]>(kinds)(
    "takes what the schema takes as it stands, and nothing else: %s",
    (_kind, schema) => {
      const check = jsonCheckOf(schema);
      if (check === undefined) throw new Error("it has no plain check");
      let taken = 0;
      fc.assert(
        fc.property(damaged(valuesFor(schema)), (value) => {
          const read = schema.safeParse(value);
          if (check(value)) taken += 1;
          // What is taken is used as it is: so it must be what the schema would have made of it.
          if (check(value)) expect(read).toEqual({ success: true, data: value });
          else if (read.success) expect(JSON.stringify(value)).toContain("__proto__");
          else expect(read.success).toBe(false);
        }),
        { numRuns: 400 },
      );
      expect(taken).toBeGreaterThan(0);
    },
  );
});

describe("there is no plain check", () => {
  it.each<[string, z.ZodType]>([
    ["of an object that isn't strict", z.object({ a: z.string() })],
    ["of a member with a default", z.object({ a: z.string().default("b") }).strict()],
    ["of what is turned into something else", z.object({ a: z.string().transform(Number) }).strict()],
    ["of what is trimmed", z.string().trim()],
    ["of what is coerced", z.coerce.number()],
    ["of a rule in code", z.string().refine((text) => text !== "")],
    [
      "of a rule on what may be null",
      z
        .string()
        .nullable()
        .refine((text) => text !== ""),
    ],
    [
      "of a rule on what may be missing",
      z
        .object({
          a: z
            .string()
            .optional()
            .refine(() => false),
        })
        .strict(),
    ],
    ["of a rule on a union", z.union([z.string(), z.number()]).refine((value) => value !== 0)],
    ["of a format", z.email()],
    ["of a kind of number", z.int()],
    ["of a pattern that remembers", z.string().regex(/a/g)],
    ["of a caught value", z.array(z.string().catch("x"))],
    ["of a date", z.date()],
    ["of several that are told apart", z.discriminatedUnion("op", [z.object({ op: z.literal("a") })])],
  ])("%s", (_what, schema) => {
    expect(jsonCheckOf(schema)).toBeUndefined();
  });
});
