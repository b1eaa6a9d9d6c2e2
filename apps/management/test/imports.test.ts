import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
let call: Call;
beforeAll(async () => {
  management = await startTestManagement();
  call = await apiCaller(management, "modifier");
});
afterAll(() => management?.stop());

type Report = {
  collection: Resource;
  created: number;
  updated: number;
  unchanged: number;
  gone: number;
  proxies: { id: string; key: string; operation: string }[];
  problems: { pointer: string; code: string; message: string }[];
};
type Preview = {
  collection: { id: string | null; name: string; basePath: string; targetEndpoint: string | null };
  operations: { operation: string; action: string; changed: string[] }[];
  gone: { key: string }[];
  problems: Report["problems"];
};

const json = (schema: object) => ({ content: { "application/json": { schema } } });
let counter = 0;

/** A small shop; each has a title of its own. */
function shop(more: Record<string, object> = {}) {
  return {
    openapi: "3.0.3",
    info: { title: `Shop ${++counter}`, version: "1", description: "Sells pets." },
    servers: [{ url: "http://127.0.0.1:9/{stage}", variables: { stage: { default: "v1" } } }],
    paths: {
      "/pets": {
        get: {
          summary: "List pets",
          parameters: [
            {
              name: "limit",
              in: "query",
              description: "How many",
              schema: { type: "integer", default: 20, enum: [20, 50] },
            },
            { name: "X-Trace", in: "header", schema: { type: "string" } },
          ],
          responses: { 200: json({ type: "array", items: { $ref: "#/components/schemas/Pet" } }) },
        },
        post: {
          summary: "Add a pet",
          requestBody: { required: true, ...json({ $ref: "#/components/schemas/Pet" }) },
          responses: { 201: json({ $ref: "#/components/schemas/Pet" }) },
        },
      },
      "/pets/{pet-id}": {
        parameters: [{ name: "pet-id", in: "path", required: true, schema: { type: "string" } }],
        delete: { deprecated: true, responses: { 204: { description: "Gone" } } },
      },
      ...more,
    },
    components: {
      schemas: {
        Pet: {
          type: "object",
          required: ["name", "id"],
          properties: {
            id: { type: "integer", readOnly: true },
            name: { type: "string", nullable: true },
            parent: { $ref: "#/components/schemas/Pet" },
          },
          example: { name: "Rex" },
        },
      },
    },
  };
}

async function imported(body: object): Promise<Report> {
  const answer = await call<Report>("POST", "/imports/openapi", body);
  expect([answer.status, answer.body]).toEqual([201, answer.body]);
  return answer.body;
}

type Proxy = Resource & { path: string; methods: string[] };

/** By path and method. */
async function proxiesOf({ id }: { id: string }): Promise<Proxy[]> {
  const { body } = await call<{ items: Proxy[] }>("GET", `/proxies?collectionId=${id}&limit=500`);
  return body.items.toSorted((a, b) => `${a.path} ${a.methods}`.localeCompare(`${b.path} ${b.methods}`));
}

describe("an import of OpenAPI", () => {
  it("makes one collection with its proxies as drafts, as one version", async () => {
    const answer = await call<Report>("POST", "/imports/openapi", { document: shop() });
    expect(answer.status).toBe(201);
    const { collection, problems } = answer.body;
    expect(collection).toMatchObject({
      name: `Shop ${counter}`,
      basePath: `/shop-${counter}`,
      targetEndpoint: "http://127.0.0.1:9/v1",
      status: "draft",
      description: "Sells pets.",
    });
    expect(answer.body).toMatchObject({ created: 3, updated: 0, unchanged: 0, gone: 0 });
    const proxies = await proxiesOf(collection);
    expect(proxies.map(({ path, methods, status }) => [path, methods, status])).toEqual([
      ["/pets", ["GET"], "draft"],
      ["/pets", ["POST"], "draft"],
      ["/pets/{pet_id}", ["DELETE"], "draft"],
    ]);
    const [list, add, remove] = proxies;
    const limit = { name: "limit", in: "query", type: "integer", default: 20, enum: [20, 50] };
    expect(list?.params).toEqual([{ ...limit, required: false, description: "How many" }]);
    expect(add?.requestSchema).toMatchObject({ $ref: "#/$defs/Pet" });
    // What only answers have can't be asked of a request.
    const pet = { required: ["name"], properties: { name: { type: ["string", "null"] } } };
    expect(add?.requestSchema).toMatchObject({ $defs: { Pet: pet } });
    expect(add?.requestExample).toEqual({ name: "Rex" });
    expect(remove).toMatchObject({ deprecated: true, handler: { targetPath: "/pets/{pet_id}" } });
    expect(problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ["parameter_left_out", "#/paths/~1pets/get/parameters/1"],
      ["parameter_renamed", "#/paths/~1pets~1{pet-id}"],
    ]);
    const version = Number(answer.headers.get("zerq-config-version"));
    const trail = await apiCaller(management, "auditor");
    const entries = await trail<{ items: { version: number; action: string }[] }>(
      "GET",
      "/audit-logs?limit=10",
    );
    const own = entries.body.items.filter((entry) => entry.version === version);
    expect(own.map(({ action }) => action).sort()).toEqual([
      "collection.create",
      "collection.import",
      "proxy.create",
      "proxy.create",
      "proxy.create",
    ]);
  });

  it("reads text in YAML, and chooses operations, names and status", async () => {
    const text = [
      "openapi: 3.1.0",
      "info: {title: Yaml API, version: '1'}",
      "paths:",
      "  /a: {get: {tags: [one], responses: {'200': {description: ok}}}}",
      "  /b: {get: {tags: [two], responses: {'200': {description: ok}}}}",
    ].join("\n");
    const collection = { name: "Mine", key: "mine", basePath: "/mine", targetEndpoint: "http://127.0.0.1:9" };
    const report = await imported({ document: text, collection, tags: ["two"], status: "published" });
    expect(report.collection).toMatchObject({ ...collection, status: "published" });
    expect(report.proxies.map(({ operation }) => operation)).toEqual(["GET /b"]);
    expect(await proxiesOf(report.collection)).toMatchObject([{ name: "GET /b", status: "published" }]);
  });

  it("says in a preview what it would do, and does nothing", async () => {
    const viewer = await apiCaller(management, "viewer");
    const document = { ...shop(), servers: [] };
    const before = await call<{ items: { version: number }[] }>("GET", "/versions?limit=1");
    const { body, headers } = await viewer<Preview>("POST", "/imports/openapi/preview", { document });
    expect(headers.get("zerq-config-version")).toBeNull();
    expect(body.collection).toMatchObject({ id: null, targetEndpoint: null, basePath: `/shop-${counter}` });
    expect(body.operations.map(({ operation, action }) => [operation, action])).toEqual([
      ["GET /pets", "create"],
      ["POST /pets", "create"],
      ["DELETE /pets/{pet-id}", "create"],
    ]);
    const after = await call<{ items: { version: number }[] }>("GET", "/versions?limit=1");
    expect(after.body.items[0]?.version).toBe(before.body.items[0]?.version);
    const refused = await call("POST", "/imports/openapi", { document });
    expect([refused.status, refused.body.error]).toEqual([400, "validation_failed"]);
  });

  it("merges into a collection: what is new, changed and gone, and leaves what is the operator's", async () => {
    const document = shop();
    const { collection } = await imported({ document });
    const [list] = await proxiesOf(collection);
    const patch = { handler: { kind: "forward", targetPath: "/other" }, status: "published" };
    await call("PATCH", `/proxies/${list?.id}`, patch, { "if-match": '"1"' });
    const { "/pets/{pet-id}": _gone, ...rest } = document.paths;
    const again = {
      ...document,
      paths: {
        ...rest,
        "/pets": {
          ...document.paths["/pets"],
          get: { ...document.paths["/pets"]?.get, summary: "All pets" },
        },
        "/shops/{id}": { get: { summary: "A shop", responses: {} } },
      },
    };
    const body = { document: again, collectionId: collection.id };
    const preview = await call<Preview>("POST", "/imports/openapi/preview", body);
    expect(preview.body.operations).toMatchObject([
      { operation: "GET /pets", action: "update", changed: ["name"] },
      { operation: "POST /pets", action: "unchanged", changed: [] },
      { operation: "GET /shops/{id}", action: "create", changed: [] },
    ]);
    expect(preview.body.gone).toMatchObject([{ path: "/pets/{pet_id}" }]);
    const kept = await imported(body);
    expect(kept).toMatchObject({ created: 1, updated: 1, unchanged: 1, gone: 1 });
    expect(await proxiesOf(collection)).toHaveLength(4);
    const done = await imported({ ...body, gone: "delete" });
    expect(done).toMatchObject({ created: 0, updated: 0, unchanged: 3, gone: 1 });
    const left = await proxiesOf(collection);
    expect(left.map(({ path }) => path)).toEqual(["/pets", "/pets", "/shops/{id}"]);
    const changed = left.find(({ id }) => id === list?.id);
    expect(changed).toMatchObject({
      name: "All pets",
      status: "published",
      handler: { targetPath: "/other" },
    });
  });

  it("leaves out what gateways can't run, and says so", async () => {
    const bad = { type: "object", properties: { a: { type: "strange" } } };
    const more = {
      "/mixed.{format}": { get: { responses: {} } },
      "/schema": { post: { requestBody: { required: true, ...json(bad) }, responses: {} } },
      "/remote": { $ref: "https://example.com/other.json#/x" },
    };
    const { collection, problems, created } = await imported({ document: shop(more) });
    expect(created).toBe(4);
    const codes = problems.map(({ code }) => code);
    for (const code of ["path_unknown", "operation_left_out", "schema_left_out", "reference_remote"])
      expect(codes).toContain(code);
    const proxies = await proxiesOf(collection);
    expect(proxies.find(({ path }) => path === "/schema")?.requestSchema).toBeNull();
  });
});

describe("what is refused", () => {
  const bomb = ["openapi: 3.0.0", "a: &a [x,x,x,x,x,x,x,x,x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de", "ef"].map((pair) => [...pair]))
    bomb.push(`${to}: &${to} [*${from},*${from},*${from},*${from},*${from},*${from},*${from},*${from}]`);
  const refusals: [string, object, string][] = [
    ["no document", {}, "validation_failed"],
    ["Swagger 2", { document: { swagger: "2.0", paths: {} } }, "validation_failed"],
    ["OpenAPI 3.2", { document: { openapi: "3.2.0", paths: {} } }, "validation_failed"],
    ["text that is neither JSON nor YAML", { document: "{ not" }, "bad_request"],
    ["aliases that multiply", { document: bomb.join("\n") }, "bad_request"],
    ["a name twice", { document: '{"openapi":"3.0.0","openapi":"3.1.0"}' }, "bad_request"],
    ["an unknown option", { document: { openapi: "3.0.0" }, publish: true }, "validation_failed"],
    [
      "a collection that isn't there",
      { document: { openapi: "3.0.0" }, collectionId: "0".repeat(24) },
      "validation_failed",
    ],
    [
      "more YAML than is read in time",
      { document: `openapi: 3.0.0\n#${"x".repeat(1_100_000)}` },
      "validation_failed",
    ],
  ];
  it.each(refusals)("%s", async (_what, body, code) => {
    for (const path of ["/imports/openapi", "/imports/openapi/preview"]) {
      const answer = await call("POST", path, body);
      expect([path, answer.status, answer.body.error]).toEqual([path, 400, code]);
    }
  });

  it("a body of more than 10 MB, and a target that may not be called", async () => {
    const document = { openapi: "3.0.0", "x-filler": "x".repeat(10 * 1024 * 1024) };
    expect((await call("POST", "/imports/openapi", { document })).status).toBe(413);
    const servers = [{ url: "http://169.254.169.254/latest" }];
    const answer = await call("POST", "/imports/openapi", { document: { ...shop(), servers } });
    expect(answer.body.error).toBe("egress_not_allowed");
  });

  it("a base path that is taken, with nothing made of it", async () => {
    const taken = await create(call, "collections");
    const collection = { basePath: taken.basePath };
    const answer = await call("POST", "/imports/openapi", { document: shop(), collection });
    expect([answer.status, answer.body.error]).toEqual([409, "conflict"]);
    const all = await call<{ items: Resource[] }>("GET", "/collections?q=Shop&limit=500");
    expect(all.body.items.some(({ name }) => name === `Shop ${counter}`)).toBe(false);
  });

  it("nobody, and roles that may not change config", async () => {
    const body = { document: shop() };
    const nobody = await apiCaller(management, null);
    expect((await nobody("POST", "/imports/openapi", body)).status).toBe(401);
    const viewer = await apiCaller(management, "viewer");
    expect((await viewer("POST", "/imports/openapi", body)).status).toBe(403);
    const auditor = await apiCaller(management, "auditor");
    expect((await auditor("POST", "/imports/openapi/preview", body)).status).toBe(403);
  });
});
