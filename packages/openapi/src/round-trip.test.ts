import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collection, proxy } from "../test/exported.ts";
import { flawOf } from "../test/is-valid.ts";
import { exportCollection } from "./export/export-collection.ts";
import type { ExportedParam, ExportedProxy } from "./export/exported-collection.ts";
import { importDocument } from "./import/import-document.ts";

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const text = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 .,'-]{0,30}[A-Za-z0-9]$/);

/** Schemas of what both versions can say. */
const { schema } = fc.letrec((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ type: fc.constantFrom("integer", "number"), minimum: fc.integer() }),
    fc.record({ type: fc.constant("string"), maxLength: fc.nat(100) }, { requiredKeys: ["type"] }),
    fc.record({ type: fc.constant(["string", "null"]), description: text }),
    fc.record({ type: fc.constant("boolean") }),
    fc.record({ type: fc.constant("array"), items: tie("schema"), maxItems: fc.nat(9) }),
    fc.record({
      type: fc.constant("object"),
      properties: fc.dictionary(word, tie("schema"), { maxKeys: 3, noNullPrototype: true }),
      additionalProperties: fc.boolean(),
    }),
    fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
  ),
}));

const value: fc.Arbitrary<Partial<ExportedParam>> = fc.oneof(
  fc.record({ type: fc.constant("integer"), default: fc.integer() }, { requiredKeys: ["type"] }),
  fc
    .uniqueArray(word, { minLength: 1, maxLength: 3 })
    .map((list) => ({ type: "string", enum: list, default: list[0] })),
  fc.constant({ type: "boolean" }),
);
const query = fc
  .uniqueArray(fc.tuple(word, value, text), { maxLength: 3, selector: ([name]) => name })
  .map((list) =>
    list.map(
      ([name, own, description]) =>
        ({ name, in: "query", required: false, description, ...own }) as ExportedParam,
    ),
  );

const segment = fc.oneof(
  word,
  word.map((name) => `{${name}}`),
);
const path = fc
  .tuple(fc.uniqueArray(segment, { maxLength: 4 }), fc.boolean())
  .map(([segments, hasRest]) => `/${[...segments, ...(hasRest ? ["*"] : [])].join("/")}`);

const one: fc.Arbitrary<ExportedProxy> = fc
  .record({
    name: text,
    description: text,
    methods: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE").map((method) => [method]),
    path,
    query,
    requestSchema: fc.option(schema),
    responseSchema: fc.option(schema),
    responseExample: fc.option(fc.record({ a: fc.integer() })),
    deprecated: fc.boolean(),
  })
  .map(({ query: inQuery, requestSchema, ...own }) => {
    // What a path has is always declared after an import.
    const inPath = [...own.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => {
      return { name, in: "path", type: "string", required: true, description: "" } as const;
    });
    const hasBody = !["GET", "DELETE"].includes(own.methods[0] ?? "");
    return proxy({
      ...own,
      params: [...inPath, ...inQuery],
      requestSchema: hasBody ? requestSchema : null,
    });
  });

describe("an import of an export", () => {
  it.each(["3.0", "3.1"] as const)("is what was exported, in OpenAPI %s", async (version) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(one, { maxLength: 5, selector: ({ path }) => shapeOf(path) }),
        async (proxies) => {
          const from = collection(proxies.map((each, index) => ({ ...each, key: `proxy-${index}` })));
          const document = exportCollection(from, { version, gatewayUrl: "https://api.example.com" });
          expect(await flawOf(document)).toBeUndefined();
          const back = await importDocument(JSON.stringify(document));
          expect(back.problems).toEqual([]);
          expect(back.operations.map(comparable)).toEqual(from.proxies.map(comparable));
          expect(back.servers).toEqual([{ url: "https://api.example.com/shop", description: "" }]);
        },
      ),
      { numRuns: 30, seed: 7 },
    );
  });
});

const shapeOf = (text: string) => text.replaceAll(/\{\w+\}/g, "{}");

type Comparable = Pick<ExportedProxy, "name" | "description" | "path" | "params" | "deprecated" | "sunset"> &
  Pick<ExportedProxy, "requestSchema" | "responseSchema" | "requestExample" | "responseExample">;

function comparable(from: Comparable & { method?: string; methods?: readonly string[] }) {
  const { name, description, path, params, deprecated, sunset } = from;
  const { requestSchema, responseSchema, requestExample, responseExample } = from;
  const method = from.method ?? from.methods?.[0];
  return {
    name,
    description,
    path,
    params,
    deprecated,
    sunset,
    requestSchema,
    responseSchema,
    requestExample,
    responseExample,
    method,
  };
}
