import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, kinds, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Done = { changed: number; items: Resource[] };
type Refused = { error: string; message: string; details?: { path: string; code: string }[] };

let management: StartedManagement;
let call: Call;
let admin: Call;
beforeAll(async () => {
  management = await startTestManagement();
  call = await apiCaller(management, "modifier");
  admin = await apiCaller(management, "admin");
});
afterAll(() => management?.stop());

const missing = "0123456789abcdef01234567";
const bulk = (kind: string, body: object, headers = {}) =>
  call<Done & Refused>("POST", `/${kind}/bulk`, body, headers);
const two = async (kind: (typeof kinds)[number]) =>
  [await create(call, kind), await create(call, kind)] as const;

async function entries(count: number) {
  type Entry = { action: string; changeId: string; version: number; resource: { id: string } };
  const page = await admin<{ items: Entry[] }>("GET", `/audit-logs?limit=${count}`);
  return page.body.items.toReversed();
}

describe.each(kinds)("many %s at once", (kind) => {
  it("are labelled and deleted, each with its audit entry in one version", async () => {
    const [a, b] = await two(kind);
    const ids = [a.id, b.id];
    const labelled = await bulk(kind, { action: "labels", ids, labels: { "x.y/z": "1", team: null } });
    expect([labelled.status, labelled.body.changed]).toEqual([200, 2]);
    expect(labelled.body.items.map(({ labels, revision }) => [labels, revision])).toEqual([
      [{ "x.y/z": "1" }, 2],
      [{ "x.y/z": "1" }, 2],
    ]);
    const [one, other] = await entries(2);
    expect([one?.resource.id, other?.resource.id]).toEqual(ids);
    expect([one?.changeId, one?.version]).toEqual([other?.changeId, other?.version]);
    expect(labelled.headers.get("zerq-config-version")).toBe(String(one?.version));

    const gone = await bulk(kind, { action: "delete", ids, revisions: { [a.id]: 2 } });
    expect(gone.body).toEqual({ changed: 2, items: [] });
    expect((await call("GET", `/${kind}/${a.id}`)).status).toBe(404);
  });

  it("are left as they are when one of them isn't there or has changed", async () => {
    const [a, b] = await two(kind);
    const change = { action: "labels", labels: { a: "1" } };
    const absent = await bulk(kind, { ...change, ids: [a.id, missing] });
    expect([absent.status, absent.body.error, absent.body.details?.[0]?.path]).toEqual([
      404,
      "not_found",
      "ids.1",
    ]);
    const stale = await bulk(kind, { ...change, ids: [a.id, b.id], revisions: { [b.id]: 7 } });
    expect([stale.status, stale.body.error]).toEqual([412, "precondition_failed"]);
    expect((await call<Resource>("GET", `/${kind}/${a.id}`)).body.revision).toBe(1);
  });

  it.each([
    ["no ids", { action: "delete", ids: [] }],
    ["an id twice", { action: "delete", ids: [missing, missing] }],
    ["an unknown action", { action: "explode", ids: [missing] }],
    ["a label that is none", { action: "labels", ids: [missing], labels: { "A B": "x" } }],
    ["a label's value that is none", { action: "labels", ids: [missing], labels: { a: "x y" } }],
    [
      "501 ids",
      { action: "delete", ids: Array.from({ length: 501 }, (_, n) => n.toString(16).padStart(24, "0")) },
    ],
    ["an operator for an id", { action: "delete", ids: [{ $ne: null }] }],
  ])("are refused for %s", async (_what, body) => {
    const refused = await bulk(kind, body);
    expect([refused.status, refused.body.error]).toEqual([400, "validation_failed"]);
  });
});

describe("a bulk operation", () => {
  it("publishes collections and proxies, and nothing else", async () => {
    for (const kind of ["collections", "proxies"] as const) {
      const [a, b] = await two(kind);
      const done = await bulk(kind, { action: "status", ids: [a.id, b.id], status: "published" });
      expect(done.body.items.map(({ status }) => status)).toEqual(["published", "published"]);
      expect((await entries(1))[0]?.action).toMatch(/\.publish$/);
    }
    const client = await create(call, "clients");
    const refused = await bulk("clients", { action: "status", ids: [client.id], status: "published" });
    expect([refused.status, refused.body.details?.[0]?.path]).toEqual([400, "status"]);
  });

  it("deletes nothing when something refers to one of them, and says what", async () => {
    const [free, used] = await two("policies");
    await create(call, "clients", { policyId: used.id });
    const refused = await bulk("policies", { action: "delete", ids: [free.id, used.id] });
    expect([refused.status, refused.body.error]).toEqual([409, "referenced"]);
    expect(refused.body.details?.[0]?.path).toBe("ids.1");
    expect((await call("GET", `/policies/${free.id}`)).status).toBe(200);
  });

  it("is carried out once under an Idempotency-Key", async () => {
    const { id } = await create(call, "policies");
    const body = { action: "labels", ids: [id], labels: { a: "1" } };
    const headers = { "idempotency-key": id };
    const first = await bulk("policies", body, headers);
    const second = await bulk("policies", body, headers);
    expect(second.body).toEqual(first.body);
    expect((await call<Resource>("GET", `/policies/${id}`)).body.revision).toBe(2);
  });

  it("is for those who may change config", async () => {
    const { id } = await create(call, "policies");
    const viewer = await apiCaller(management, "viewer");
    const nobody = await apiCaller(management, null);
    const body = { action: "delete", ids: [id] };
    expect((await viewer("POST", "/policies/bulk", body)).status).toBe(403);
    expect((await nobody("POST", "/policies/bulk", body)).status).toBe(401);
  });
});

describe("a duplicate of a collection", () => {
  const duplicate = (id: string, body?: object, who = call) =>
    who<Resource & Refused>("POST", `/collections/${id}/duplicate`, body);

  it("has copies of its proxies, all of them drafts, as one version", async () => {
    const original = await create(call, "collections", { status: "published", managedBy: "git" });
    const schema = {
      type: "object",
      properties: { "a.b": { $ref: "#/$defs/x" } },
      $defs: { x: { type: "string" } },
    };
    const proxy = await create(call, "proxies", {
      ...samples.proxies(original.id),
      collectionId: original.id,
      requestSchema: schema,
      status: "published",
    });
    const copy = await duplicate(original.id);
    expect(copy.status).toBe(201);
    expect(copy.body).toMatchObject({
      name: `${original.name} (copy)`,
      basePath: `${original.basePath}-copy`,
      status: "draft",
      managedBy: null,
      labels: original.labels,
      targetEndpoint: original.targetEndpoint,
    });
    const page = await call<{ items: Resource[] }>("GET", `/proxies?collectionId=${copy.body.id}`);
    expect(page.body.items).toHaveLength(1);
    const { id: _id, key: _key, createdAt: _c, updatedAt: _u, warnings: _w, ...same } = proxy;
    expect(page.body.items[0]).toMatchObject({ ...same, collectionId: copy.body.id, status: "draft" });
    const [one, other] = await entries(2);
    expect([one?.action, other?.action, one?.changeId]).toEqual([
      "collection.create",
      "proxy.create",
      other?.changeId,
    ]);
    expect((await duplicate(original.id)).body.basePath).toBe(`${original.basePath}-copy-2`);
  });

  it("takes a name, a key and a path of its own, and refuses those that are taken", async () => {
    const original = await create(call, "collections");
    const wanted = { name: "Beta", key: `beta-${original.key}`, basePath: `/beta${original.basePath}` };
    expect((await duplicate(original.id, wanted)).body).toMatchObject(wanted);
    const taken = await duplicate(original.id, wanted);
    expect([taken.status, taken.body.error]).toEqual([409, "conflict"]);
    const samePath = await duplicate(original.id, { basePath: original.basePath });
    expect([samePath.status, samePath.body.error]).toEqual([409, "conflict"]);
  });

  it("is refused for a wrong body, what isn't there, and who may not", async () => {
    const original = await create(call, "collections");
    expect((await duplicate(original.id, { basePath: "no path" })).status).toBe(400);
    expect((await duplicate(original.id, { status: "published" })).status).toBe(400);
    expect((await duplicate(missing)).status).toBe(404);
    expect((await duplicate(original.id, {}, await apiCaller(management, "viewer"))).status).toBe(403);
    expect((await duplicate(original.id, {}, await apiCaller(management, null))).status).toBe(401);
  });
});
