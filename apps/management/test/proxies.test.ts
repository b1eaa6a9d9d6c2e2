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

const tag = (revision: number) => ({ "if-match": `"${revision}"` });

describe("a static handler", () => {
  it("is stored with its defaults, and its headers may be sent as an object", async () => {
    const made = await create(call, "proxies", {
      targetPath: undefined,
      handler: { kind: "static", headers: { "Content-Type": "application/json" }, body: "{}" },
    });
    const handler = {
      kind: "static",
      status: 200,
      headers: [{ name: "Content-Type", value: "application/json" }],
      body: "{}",
    };
    expect(made.handler).toEqual(handler);
    const changed = await call<Resource>(
      "PATCH",
      `/proxies/${made.id}`,
      { handler: { status: 503 } },
      tag(1),
    );
    expect(changed.body.handler).toEqual({ ...handler, status: 503 });
  });

  it("takes the place of a forward handler, and the other way round, with nothing of it left", async () => {
    const made = await create(call, "proxies");
    const change = async (handler: object, revision: number) => {
      const { body } = await call<Resource>("PATCH", `/proxies/${made.id}`, { handler }, tag(revision));
      return body.handler;
    };
    expect(await change({ kind: "static", status: 204 }, 1)).toEqual({
      kind: "static",
      status: 204,
      headers: [],
      body: "",
    });
    expect(await change({ kind: "forward", targetPath: "/v3" }, 2)).toEqual({
      kind: "forward",
      targetPath: "/v3",
    });
  });
});

describe("parameters and schemas", () => {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "https://a.example/b",
    definitions: { "a.b": { const: null } },
    properties: { $ref: { $ref: "#/definitions/a.b" } },
  };

  it("are stored with their defaults and shown as they were", async () => {
    const made = await create(call, "proxies", {
      params: [
        { name: "id", in: "path" },
        { name: "limit", in: "query", type: "integer", default: 10, enum: [10, 20] },
      ],
      requestSchema: schema,
      responseSchema: true,
      requestExample: { $ref: "a", $id: "b" },
      responseExample: [],
    });
    expect(made.params).toEqual([
      { name: "id", in: "path", type: "string", required: true, description: "" },
      {
        name: "limit",
        in: "query",
        type: "integer",
        required: false,
        description: "",
        default: 10,
        enum: [10, 20],
      },
    ]);
    const shown = { requestSchema: schema, responseSchema: true, responseExample: [] };
    expect(made).toMatchObject({ ...shown, requestExample: { $ref: "a", $id: "b" } });
    const read = await call<Resource>("GET", `/proxies/${made.id}`);
    expect(read.body).toEqual(made);
  });

  it("are replaced as a whole by a patch, which keeps what is null in them, and removed by null", async () => {
    const made = await create(call, "proxies", { requestSchema: { type: "object", required: ["a"] } });
    const change = async (patch: object, revision: number) =>
      (await call<Resource>("PATCH", `/proxies/${made.id}`, patch, tag(revision))).body;
    expect((await change({ requestSchema: schema }, 1)).requestSchema).toEqual(schema);
    expect((await change({ name: "Renamed" }, 2)).requestSchema).toEqual(schema);
    expect((await change({ requestSchema: null }, 3)).requestSchema).toBeNull();
  });

  it("stand in the audit, whose chain still verifies", async () => {
    await create(call, "proxies", { requestSchema: schema, requestExample: { $ref: "a", $id: "b" } });
    const audit = await apiCaller(management, "admin");
    const page = await audit<{ items: { after: Record<string, unknown> }[] }>("GET", "/audit-logs?limit=1");
    expect(page.body.items[0]?.after["requestSchema"]).toBe(JSON.stringify(schema));
    const verified = await audit<{ valid: boolean }>("GET", "/audit-logs/verify");
    expect(verified.status).toBe(200);
    expect(JSON.stringify(verified.body)).not.toMatch(/broken|"valid":false|"ok":false/);
  });
});
