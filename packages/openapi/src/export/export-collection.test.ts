import { describe, expect, it } from "vitest";
import { collection, proxy } from "../../test/exported.ts";
import { flawOf } from "../../test/is-valid.ts";
import { exportCollection } from "./export-collection.ts";
import type { ExportedCollection, ExportVersion } from "./exported-collection.ts";

const gatewayUrl = "https://api.example.com:8443";
type Document = {
  servers: { url: string }[];
  info: { "x-zerq-left-out"?: { keyword: string }[] };
  paths: Record<string, Record<string, Record<string, never>>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
};

async function exported(from: ExportedCollection, version: ExportVersion): Promise<Document> {
  const document = exportCollection(from, { version, gatewayUrl });
  expect(await flawOf(document)).toBeUndefined();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"/]+)/g)];
  for (const [, section = "", name = ""] of references)
    expect(document).toHaveProperty(["components", section, name]);
  return document as unknown as Document;
}

const tree = {
  $ref: "#/$defs/Node",
  $defs: {
    Node: {
      type: "object",
      properties: {
        name: { type: ["string", "null"] },
        children: { type: "array", items: { $ref: "#/$defs/Node" } },
      },
    },
  },
};

describe.each(["3.0", "3.1"] as const)("a collection in OpenAPI %s", (version) => {
  it("names the gateway and its headers, and is valid", async () => {
    const get = proxy({ description: "All of them", deprecated: true, sunset: "2031-05-04T00:00:00.000Z" });
    const document = await exported(collection([get]), version);
    expect(document.servers).toEqual([{ url: "https://api.example.com:8443/shop" }]);
    expect(document.paths["/pets"]?.["get"]).toMatchObject({
      operationId: "list-pets",
      summary: "List pets",
      description: "All of them",
      deprecated: true,
      "x-sunset": "2031-05-04T00:00:00.000Z",
    });
    const schemes = Object.keys(document.components.securitySchemes);
    const proofs = ["clientId", "profileId", "token", "jwt", "oidc"];
    expect(schemes).toEqual(version === "3.1" ? [...proofs, "mtls"] : proofs);
  });

  it("has a server for each host, with a variable for what a pattern leaves open", async () => {
    const hosts = ["a.example", "*.b.example"];
    const document = await exported(collection([proxy()], { hosts, basePath: "/" }), version);
    expect(document.servers.map(({ url }) => url)).toEqual([
      "https://a.example:8443",
      "https://{subdomain}.b.example:8443",
    ]);
  });

  it("has one path for proxies that call its parameters differently, and a parameter for the rest of a path", async () => {
    const id = { in: "path", type: "integer", required: true, description: "" } as const;
    const document = await exported(
      collection([
        proxy({ key: "get", path: "/pets/{id}", params: [{ ...id, name: "id" }] }),
        proxy({
          key: "set",
          path: "/pets/:petId",
          methods: ["PUT", "PATCH"],
          params: [{ ...id, name: "petId" }],
        }),
        proxy({ key: "files", path: "/files/*" }),
      ]),
      version,
    );
    expect(Object.keys(document.paths)).toEqual(["/pets/{id}", "/files/{rest}"]);
    const put = document.paths["/pets/{id}"]?.["put"];
    expect(put).toMatchObject({
      operationId: "set-put",
      parameters: [{ name: "id", in: "path", schema: { type: "integer" } }],
    });
    expect(document.paths["/files/{rest}"]?.["get"]).toMatchObject({
      parameters: [{ name: "rest", "x-zerq-wildcard": true }],
    });
  });

  it("has definitions that proxies share once, and those of one name that differ side by side", async () => {
    const other = { ...tree, $defs: { Node: { type: "string" } } };
    const document = await exported(
      collection([
        proxy({ key: "a", responseSchema: tree }),
        proxy({ key: "b", path: "/b", responseSchema: tree }),
        proxy({ key: "c", path: "/c", responseSchema: other }),
        proxy({ key: "d", path: "/d", responseSchema: { properties: { self: { $ref: "#" } } } }),
      ]),
      version,
    );
    expect(Object.keys(document.components.schemas).sort()).toEqual([
      "Node",
      "Node_2",
      "ZerqError",
      "d-responseSchema",
    ]);
    expect(document.components.schemas["d-responseSchema"]).toEqual({
      properties: { self: { $ref: "#/components/schemas/d-responseSchema" } },
    });
  });

  it("would be found out by the validator if it were not valid", async () => {
    const document = exportCollection(collection([proxy()]), { version, gatewayUrl });
    expect(await flawOf({ ...document, servers: {} })).toBeDefined();
  });

  it("shows nothing of a configured answer but its status", async () => {
    const document = await exported(
      collection([proxy({ staticStatus: 204, responseExample: { a: 1 } })]),
      version,
    );
    expect(document.paths["/pets"]?.["get"]?.["responses"]).toMatchObject({
      204: { description: "Success" },
    });
    expect(JSON.stringify(document.paths)).not.toContain('"a":1');
  });
});

describe("what OpenAPI 3.0 has no words for", () => {
  const schema = {
    type: "object",
    properties: {
      a: { const: "x" },
      b: { type: ["integer", "null"], exclusiveMinimum: 3, examples: [4] },
      c: { type: ["string", "number"] },
      d: { type: "array", prefixItems: [{ type: "string" }] },
      e: { type: "null" },
    },
    patternProperties: { "^x-": {} },
  };

  it("is said in other words, or left out and named", async () => {
    const post = proxy({ methods: ["POST"], requestSchema: schema });
    const document = await exported(collection([post]), "3.0");
    const body = document.paths["/pets"]?.["post"]?.["requestBody"] as unknown as {
      content: Record<string, { schema: { properties: object } }>;
    };
    expect(body.content["application/json"]?.schema.properties).toEqual({
      a: { enum: ["x"] },
      b: { type: "integer", nullable: true, minimum: 3, exclusiveMinimum: true, example: 4 },
      c: { anyOf: [{ type: "string" }, { type: "number" }] },
      d: { type: "array", items: {} },
      e: { nullable: true, enum: [null] },
    });
    expect(document.info["x-zerq-left-out"]?.map(({ keyword }) => keyword).sort()).toEqual([
      "patternProperties",
      "prefixItems",
    ]);
  });

  it("is all there in 3.1", async () => {
    const post = proxy({ methods: ["POST"], requestSchema: schema });
    const document = await exported(collection([post]), "3.1");
    expect(document.info["x-zerq-left-out"]).toBeUndefined();
    expect(document.paths["/pets"]?.["post"]).toMatchObject({
      requestBody: { required: true, content: { "application/json": { schema } } },
    });
  });
});
