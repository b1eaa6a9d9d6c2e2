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
