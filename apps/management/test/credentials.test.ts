import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Refused = { error: string; details?: { path: string; code: string }[] };

let management: StartedManagement;
let call: Call;
let admin: Call;
beforeAll(async () => {
  management = await startTestManagement({ EGRESS_ALLOW: "127.0.0.0/8:*" });
  call = await apiCaller(management, "modifier");
  admin = await apiCaller(management, "admin");
});
afterAll(() => management?.stop());

const tag = ({ revision }: Resource) => ({ "if-match": `"${revision}"` });
const here = "http://127.0.0.1:9";
const elsewhere = "http://127.0.0.2:9";
const first = ({ details = [] }: Refused) => details[0];

async function update(resource: Resource, patch: object, by: Call = call) {
  const kind = "apiKey" in resource ? "credentials" : "methods" in resource ? "proxies" : "collections";
  const { body } = await by<Resource>("GET", `/${kind}/${resource.id}`);
  return by<Resource & Refused>("PATCH", `/${kind}/${resource.id}`, patch, tag(body));
}

describe("a secret", () => {
  it("is never said back, by nobody", async () => {
    const secret = `only-once-${Date.now()}`;
    const credential = await create(call, "credentials", { apiKey: secret });
    expect(credential.apiKey).toEqual({ set: true, source: "value" });
    const seen = [
      credential,
      (await call("GET", `/credentials/${credential.id}`)).body,
      (await admin("GET", "/credentials?limit=500")).body,
      (await admin("GET", "/audit-logs?limit=500")).body,
      (await update(credential, { apiKey: { value: `${secret}-again` } })).body,
      (await admin("GET", "/audit-logs?limit=500")).body,
    ];
    expect(JSON.stringify(seen)).not.toContain(secret);
    expect(JSON.stringify(seen)).toContain("fingerprint");
  });

  it("is kept, replaced or referred to by name", async () => {
    const credential = await create(call, "credentials");
    expect((await update(credential, { apiKey: { set: true } })).body.apiKey).toEqual({
      set: true,
      source: "value",
    });
    const named = await update(credential, { apiKey: "$UPSTREAM_KEY" });
    expect(named.body.apiKey).toEqual({ set: true, source: "env", env: "UPSTREAM_KEY" });
    const renamed = await update(credential, { apiKey: { env: "OTHER_KEY" } });
    expect(renamed.body.apiKey).toEqual({ set: true, source: "env", env: "OTHER_KEY" });
    const asRead = await update(credential, { apiKey: renamed.body.apiKey });
    expect(asRead.body.apiKey).toEqual(renamed.body.apiKey);
    const contradiction = await update(credential, {
      apiKey: { set: true, source: "env", env: "THIRD_KEY" },
    });
    expect([contradiction.status, first(contradiction.body)?.path]).toEqual([400, "apiKey"]);
    const filed = await update(credential, { apiKey: { file: "upstream-key" } });
    expect(filed.body.apiKey).toEqual({ set: true, source: "file", file: "upstream-key" });
    expect((await update(credential, { apiKey: filed.body.apiKey })).status).toBe(200);
    const otherFile = { set: true, source: "file", file: "another" };
    expect((await update(credential, { apiKey: otherFile })).status).toBe(400);
    expect((await update(credential, { apiKey: null })).status).toBe(400);
    const value = await update(credential, { apiKey: { value: "x" } });
    expect(value.body.apiKey).toEqual({ set: true, source: "value" });
  });

  it("can't be turned to a new origin without entering it again, but by an admin", async () => {
    const credential = await create(call, "credentials", { origins: [here] });
    const turned = await update(credential, { origins: [here, elsewhere] });
    expect([turned.status, first(turned.body)]).toMatchObject([
      400,
      { path: "origins", code: "secret_required" },
    ]);
    const kept = await update(credential, { origins: [here, elsewhere], apiKey: { set: true } });
    expect(kept.status).toBe(400);
    const emptied = await update(credential, { origins: [] });
    expect([emptied.status, first(emptied.body)?.path]).toEqual([400, "origins"]);
    expect((await update(credential, { origins: [elsewhere], apiKey: "again" })).status).toBe(200);
    expect((await update(credential, { origins: [here, elsewhere] }, admin)).status).toBe(200);
    expect((await update(credential, { origins: [here] })).status).toBe(200);
  });

  it("goes only where its origins say, whoever uses it", async () => {
    const credential = await create(call, "credentials", { origins: [here] });
    const { id: credentialId } = credential;
    const own = { ...samples.collections(), targetEndpoint: elsewhere, credentialId };
    const onCreate = await call<Refused>("POST", "/collections", own);
    expect([onCreate.status, first(onCreate.body)]).toMatchObject([
      400,
      { path: "targetEndpoint", code: "origin_not_allowed" },
    ]);
    const collection = await create(call, "collections", { targetEndpoint: `${here}/v1`, credentialId });
    const moved = await update(collection, { targetEndpoint: elsewhere });
    expect(first(moved.body)?.code).toBe("origin_not_allowed");

    const plain = await create(call, "collections", { targetEndpoint: elsewhere });
    const proxy = await call<Refused>("POST", "/proxies", { ...samples.proxies(plain.id), credentialId });
    expect([proxy.status, first(proxy.body)?.path]).toEqual([400, "credentialId"]);
    const near = await create(call, "collections", { targetEndpoint: here });
    await create(call, "proxies", { collectionId: near.id, credentialId });
    expect(first((await update(near, { targetEndpoint: elsewhere })).body)?.code).toBe("origin_not_allowed");
  });

  it("without origins belongs to the first target that it is used for", async () => {
    const { id: credentialId } = await create(call, "credentials", { origins: [] });
    const collection = await create(call, "collections", { targetEndpoint: `${here}/v1`, credentialId });
    const pinned = await call<Resource>("GET", `/credentials/${credentialId}`);
    expect(pinned.body).toMatchObject({ origins: [here], revision: 2 });
    expect(first((await update(collection, { targetEndpoint: elsewhere })).body)?.code).toBe(
      "origin_not_allowed",
    );
    const page = await admin<{ items: { after: Record<string, unknown> }[] }>("GET", "/audit-logs?limit=1");
    expect(page.body.items[0]?.after.pinnedCredential).toEqual({ key: pinned.body.key, origins: [here] });
  });
});

describe("a basic credential", () => {
  it("keeps its password like any secret, and its name in the open", async () => {
    const password = `basic-${Date.now()}`;
    const body = { name: "Basic", type: "basic", username: "zerq", password, origins: [here] };
    const created = await call<Resource>("POST", "/credentials", body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      type: "basic",
      username: "zerq",
      password: { set: true, source: "value" },
    });
    const renamed = await admin<Resource>(
      "PATCH",
      `/credentials/${created.body.id}`,
      { username: "other" },
      tag(created.body),
    );
    expect(renamed.body).toMatchObject({ username: "other", password: { set: true, source: "value" } });
    const audit = JSON.stringify((await admin("GET", "/audit-logs?limit=500")).body);
    expect(audit).not.toContain(password);
    const page = await admin("GET", "/credentials?type=basic");
    expect(JSON.stringify(page.body)).toContain(String(created.body.id));
    const turned = await call<Refused>(
      "PATCH",
      `/credentials/${created.body.id}`,
      { origins: [here, elsewhere] },
      tag(renamed.body),
    );
    expect([turned.status, first(turned.body)?.code]).toEqual([400, "secret_required"]);
  });
});
