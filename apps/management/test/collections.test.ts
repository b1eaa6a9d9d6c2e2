import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
let call: Call;
beforeAll(async () => {
  management = await startTestManagement();
  call = await apiCaller(management, "modifier");
});
afterAll(() => management?.stop());

const tag = (revision: number) => ({ "if-match": `"${revision}"` });

describe("hosts of a collection", () => {
  it("are kept in lower case and once, and hold one base path apart", async () => {
    const basePath = "/shared";
    const made = await create(call, "collections", {
      basePath,
      hosts: ["A.example", "a.example", "*.b.example"],
    });
    expect(made.hosts).toEqual(["a.example", "*.b.example"]);
    const any = await create(call, "collections", { basePath });
    expect(any.hosts).toEqual([]);
    await create(call, "collections", { basePath, hosts: ["c.example"] });
    const twin = { ...samples.collections(), basePath, hosts: ["d.example", "*.b.example"] };
    expect((await call("POST", "/collections", twin)).status).toBe(409);
    const moved = await call<Resource>("PATCH", `/collections/${any.id}`, { hosts: ["c.example"] }, tag(1));
    expect(moved.status).toBe(409);
  });
});

describe("CORS and maintenance of a collection", () => {
  it("are stored, replaced, removed, and absent by default", async () => {
    const made = await create(call, "collections");
    expect([made.cors, made.maintenance]).toEqual([null, null]);
    const change = async (patch: object, revision: number) =>
      (await call<Resource>("PATCH", `/collections/${made.id}`, patch, tag(revision))).body;
    const cors = { allowOrigins: ["https://A.example"], allowMethods: ["GET"], maxAge: 5 };
    const maintenance = { message: "Soon back.", until: "2031-05-04T12:00:00+02:00" };
    const changed = await change({ cors, maintenance }, 1);
    expect(changed.cors).toEqual({ ...cors, allowOrigins: ["https://a.example"] });
    expect(changed.maintenance).toEqual({ message: "Soon back.", until: "2031-05-04T10:00:00.000Z" });
    const other = await change({ cors: { allowOrigins: ["*"] }, maintenance: { until: null } }, 2);
    expect(other.cors).toEqual({ allowOrigins: ["*"] });
    expect(other.maintenance).toEqual({ message: "Soon back.", until: null });
    const gone = await change({ cors: null, maintenance: null }, 3);
    expect([gone.cors, gone.maintenance]).toEqual([null, null]);
  });

  it("maintenance of everything is in the settings", async () => {
    const { body } = await call<Resource>("GET", "/settings");
    expect(body.maintenance).toBeNull();
    const until = "2031-05-04T10:00:00.000Z";
    const maintenance = { message: "Soon back.", until };
    const changed = await call<Resource>("PATCH", "/settings", { maintenance }, tag(body.revision));
    expect(changed.body).toMatchObject({ maintenance, deniedIps: [] });
    const gone = await call<Resource>("PATCH", "/settings", { maintenance: null }, tag(body.revision + 1));
    expect(gone.body.maintenance).toBeNull();
  });
});
