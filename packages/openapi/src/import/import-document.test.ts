import { compileSchema } from "@zerq/json/compile-schema";
import { describe, expect, it } from "vitest";
import { importDocument } from "./import-document.ts";

const json = (schema: unknown) => ({ content: { "application/json": { schema } } });

/** What becomes of the schema of a request. */
async function ofRequest(schema: unknown, schemas: object = {}, openapi = "3.0.3") {
  const post = { requestBody: { required: true, ...json(schema) }, responses: {} };
  const document = { openapi, info: { title: "A" }, paths: { "/a": { post } }, components: { schemas } };
  const { operations, problems } = await importDocument(document);
  return { schema: operations[0]?.requestSchema, codes: problems.map(({ code }) => code) };
}

describe("a schema of OpenAPI 3.0", () => {
  it("becomes one of 2020-12 that stands on its own, whatever refers back to itself", async () => {
    const { schema, codes } = await ofRequest(
      { $ref: "#/components/schemas/Node" },
      {
        Node: {
          type: "object",
          nullable: true,
          "x-order": 1,
          xml: { name: "n" },
          properties: {
            size: { type: "integer", format: "int64", minimum: 0, exclusiveMinimum: true, example: 3 },
            next: { $ref: "#/components/schemas/Node" },
          },
        },
      },
    );
    expect(schema).toEqual({
      $ref: "#/$defs/Node",
      $defs: {
        Node: {
          type: ["object", "null"],
          properties: {
            size: { type: "integer", exclusiveMinimum: 0, examples: [3] },
            next: { $ref: "#/$defs/Node" },
          },
        },
      },
    });
    expect(codes).toEqual([]);
    expect(compileSchema(schema).violation({ next: { size: 0 } })?.path).toBe("next.size");
  });

  it("never refuses what the document allows when a part of it can't be checked", async () => {
    const strange = { type: "string", pattern: "^(?=a)" };
    const { schema, codes } = await ofRequest({
      oneOf: [strange, { type: "string", maxLength: 3 }],
      not: { patternProperties: { "(?!x)": {} }, additionalProperties: false },
    });
    expect(codes).toEqual(["pattern_unchecked", "pattern_unchecked", "schema_loosened"]);
    expect(compileSchema(schema).violation("abc")).toBeUndefined();
    expect(compileSchema(schema).violation(1)).toBeDefined();
  });

  it("is cut where it grows too large, and what is beyond accepts anything", async () => {
    const schemas: Record<string, object> = {};
    for (let n = 0; n < 300; n += 1)
      schemas[`S${n}`] = {
        description: "x".repeat(400),
        type: "object",
        properties: { next: { $ref: `#/components/schemas/S${n + 1}` } },
      };
    const { schema, codes } = await ofRequest({ $ref: "#/components/schemas/S0" }, { ...schemas, S300: {} });
    expect(codes).toEqual(["schema_cut"]);
    expect(compileSchema(schema).violation({ next: { next: 1 } })).toBeDefined();
  });

  it("is left out where a value would be held to it in order to be held to it", async () => {
    const loop = { allOf: [{ $ref: "#/components/schemas/B" }] };
    const { schema, codes } = await ofRequest(loop, { B: { allOf: [{ $ref: "#/components/schemas/B" }] } });
    expect([schema, codes]).toEqual([null, ["schema_left_out"]]);
  });

  it("fetches nothing", async () => {
    const { codes } = await ofRequest({ $ref: "http://127.0.0.1:9/x.json#/A" });
    expect(codes).toEqual(["reference_remote"]);
  });
});

describe("a schema of OpenAPI 3.1", () => {
  it("keeps what stands beside a reference", async () => {
    const { schema } = await ofRequest(
      { $ref: "#/components/schemas/A", maxLength: 3 },
      { A: { type: "string" } },
      "3.1.0",
    );
    expect(compileSchema(schema).violation("abcd")?.code).toBe("maxLength");
  });
});

describe("parameters", () => {
  const ofParameters = async (parameters: object[], path = "/a") => {
    const get = { parameters, responses: {} };
    const { operations, problems } = await importDocument({ openapi: "3.0.0", paths: { [path]: { get } } });
    return { params: operations[0]?.params, codes: problems.map(({ code }) => code) };
  };

  it("that gateways can't check pass unchecked, and are named", async () => {
    const { params, codes } = await ofParameters([
      { name: "list", in: "query", schema: { type: "array", items: { type: "string" } } },
      { name: "size", in: "query", schema: { type: "integer", minimum: 1 } },
      { name: "session", in: "cookie", schema: { type: "string" } },
      { name: "Accept", in: "header", schema: { type: "string" } },
    ]);
    expect(params?.map(({ name }) => name)).toEqual(["size"]);
    expect(codes).toEqual(["parameter_left_out", "parameter_loosened", "parameter_left_out"]);
  });

  it("keep only a default that fits, and an enum that is whole", async () => {
    const { params } = await ofParameters([
      { name: "a", in: "query", schema: { type: "integer", default: "one", enum: [1, "two"] } },
      { name: "b", in: "query", schema: { type: "string", enum: ["x", null], default: "x" } },
    ]);
    expect(params).toEqual([
      { name: "a", in: "query", type: "integer", required: false, description: "" },
      { name: "b", in: "query", type: "string", required: false, description: "", enum: ["x"], default: "x" },
    ]);
  });

  it("take the operation's own before those of the path, and other names where a proxy can't have theirs", async () => {
    const item = {
      parameters: [{ name: "pet.id", in: "path", required: true, schema: { type: "string" } }],
      get: {
        parameters: [{ name: "pet.id", in: "path", required: true, schema: { type: "integer" } }],
        responses: {},
      },
    };
    const { operations } = await importDocument({ openapi: "3.0.0", paths: { "/pets/{pet.id}": item } });
    expect(operations[0]).toMatchObject({
      path: "/pets/{pet_id}",
      params: [{ name: "pet_id", type: "integer" }],
    });
  });
});

describe("operations that no proxy can be", () => {
  it("are left out, each with its place", async () => {
    const get = { responses: {} };
    const paths = {
      "/a/{b}.json": { get },
      "/trailing/": { get },
      "/t": { trace: get },
      "/same/{a}": { get },
      "/same/{b}": { get },
    };
    const { operations, problems } = await importDocument({ openapi: "3.0.0", paths });
    expect(operations.map(({ operation }) => operation)).toEqual(["GET /same/{a}"]);
    expect(problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ["path_unknown", "#/paths/~1a~1{b}.json"],
      ["operation_left_out", "#/paths/~1a~1{b}.json/get"],
      ["path_unknown", "#/paths/~1trailing~1"],
      ["operation_left_out", "#/paths/~1trailing~1/get"],
      ["method_unknown", "#/paths/~1t/trace"],
      ["operation_repeated", "#/paths/~1same~1{b}/get"],
    ]);
  });
});
