import { testCertificate } from "@zerq/test-kit/test-certificate";
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

describe("an oauth2_client credential", () => {
  const body = () => ({
    name: "OAuth",
    type: "oauth2_client",
    clientId: "zerq",
    clientSecret: `oauth-${Date.now()}`,
    tokenUrl: `${here}/token`,
    scopes: ["read", "write"],
    origins: [here],
  });
  type Patched = Resource & Refused;
  const patch = (resource: Resource, change: object, by: Call = call) =>
    by<Patched>("PATCH", `/credentials/${resource.id}`, change, tag(resource));

  it("is read without its secret, and keeps what a patch doesn't name", async () => {
    const created = await call<Resource>("POST", "/credentials", body());
    expect(created.body).toMatchObject({
      clientId: "zerq",
      clientSecret: { set: true, source: "value" },
      tokenUrl: `${here}/token`,
      scopes: ["read", "write"],
    });
    const changed = await patch(created.body, { scopes: ["read"], audience: "payments" });
    expect(changed.body).toMatchObject({
      scopes: ["read"],
      audience: "payments",
      clientSecret: { set: true, source: "value" },
    });
    expect((await patch(changed.body, { audience: null })).body.audience).toBeUndefined();
  });

  it("has a token URL that the egress guard opens", async () => {
    for (const tokenUrl of [
      "http://169.254.169.254/token",
      "http://10.1.2.3/token",
      "http://u:p@127.0.0.1/",
    ]) {
      const refused = await call<Refused>("POST", "/credentials", { ...body(), tokenUrl });
      expect([refused.status, refused.body.error]).toEqual([400, "egress_not_allowed"]);
    }
  });

  it("sends its secret to no other token URL without entering it again, but by an admin", async () => {
    const { body: created } = await call<Resource>("POST", "/credentials", body());
    const turned = await patch(created, { tokenUrl: `${elsewhere}/token` });
    expect([turned.status, first(turned.body)]).toMatchObject([
      400,
      { path: "tokenUrl", code: "secret_required" },
    ]);
    const entered = await patch(created, { tokenUrl: `${elsewhere}/token`, clientSecret: "again" });
    expect(entered.status).toBe(200);
    expect((await patch(entered.body, { tokenUrl: `${here}/token` }, admin)).status).toBe(200);
  });
});

describe("an mtls credential", () => {
  it("holds its key to its certificate, keeps both, and pins its authority", async () => {
    const [own, other] = await Promise.all([testCertificate(), testCertificate()]);
    const body = {
      name: "mTLS",
      type: "mtls",
      clientCertificate: { value: own.certificate },
      clientPrivateKey: { value: own.privateKey },
      caCertificate: { value: other.certificate },
      origins: ["https://127.0.0.1:9"],
    };
    const foreign = { ...body, clientPrivateKey: { value: other.privateKey } };
    const refused = await call<Refused>("POST", "/credentials", foreign);
    expect([refused.status, first(refused.body)?.path]).toEqual([400, "clientPrivateKey"]);
    expect(JSON.stringify(refused.body)).not.toContain("PRIVATE KEY");
    const { body: created } = await call<Resource>("POST", "/credentials", body);
    expect(created).toMatchObject({
      clientCertificate: { set: true, source: "value" },
      clientPrivateKey: { set: true, source: "value" },
      caCertificate: { set: true, source: "value" },
    });
    for (const caCertificate of [{ value: own.certificate }, null]) {
      const path = `/credentials/${created.id}`;
      const turned = await call<Refused>("PATCH", path, { caCertificate }, tag(created));
      expect([turned.status, first(turned.body)]).toMatchObject([
        400,
        { path: "caCertificate", code: "secret_required" },
      ]);
    }
    const audit = JSON.stringify((await admin("GET", "/audit-logs?limit=500")).body);
    expect(audit).not.toContain("PRIVATE KEY");
  });
});

describe("a collection's upstream", () => {
  const secure = "https://127.0.0.1:9";

  it("has several targets, TLS settings, retries and a circuit, with safe defaults", async () => {
    const created = await create(call, "collections", {
      targetEndpoint: undefined,
      upstream: {
        targets: [{ url: `${secure}/a` }, { url: "https://127.0.0.2:9/b", weight: 3 }],
        tls: { serverName: "payments.test" },
        retry: { attempts: 2 },
        circuitBreaker: {},
      },
    });
    expect(created).toMatchObject({
      targetEndpoint: null,
      upstream: {
        targets: [
          { url: `${secure}/a`, weight: 1 },
          { url: "https://127.0.0.2:9/b", weight: 3 },
        ],
        tls: { ca: null, serverName: "payments.test", verify: true },
        retry: { attempts: 2 },
        circuitBreaker: { failures: 5, openMs: 30_000 },
      },
    });
    const single = await update(created, { targetEndpoint: here, upstream: { targets: null, tls: null } });
    expect(single.body).toMatchObject({ targetEndpoint: here, upstream: { targets: null, tls: null } });
    const proxy = await create(call, "proxies", { collectionId: created.id, retryable: true });
    expect(proxy.retryable).toBe(true);
  });

  it("that isn't verified is flagged in the audit", async () => {
    await create(call, "collections", { targetEndpoint: secure, upstream: { tls: { verify: false } } });
    const page = await admin<{ items: { after: Record<string, unknown> }[] }>("GET", "/audit-logs?limit=1");
    expect(JSON.stringify(page.body.items[0]?.after.flagged)).toContain("upstream.tls.verify is false");
  });

  it("is held to a credential's origins with every target", async () => {
    const { id: credentialId } = await create(call, "credentials", { origins: [here] });
    const targets = [{ url: `${here}/a` }, { url: `${elsewhere}/b` }];
    const body = { ...samples.collections(), targetEndpoint: undefined, credentialId, upstream: { targets } };
    const refused = await call<Refused>("POST", "/collections", body);
    expect(first(refused.body)).toMatchObject({ path: "upstream.targets", code: "origin_not_allowed" });
    const { id: unpinned } = await create(call, "credentials", { origins: [] });
    await create(call, "collections", { ...body, credentialId: unpinned });
    const pinned = await call<Resource>("GET", `/credentials/${unpinned}`);
    expect(pinned.body.origins).toEqual([here, elsewhere]);
  });

  it("keeps its TLS settings once it is sent a credential, but for an admin", async () => {
    const { certificate } = await testCertificate();
    const { id: credentialId } = await create(call, "credentials", { origins: [secure] });
    const collection = await create(call, "collections", { targetEndpoint: secure, credentialId });
    for (const tls of [{ verify: false }, { ca: certificate }, { serverName: "other.test" }]) {
      const turned = await update(collection, { upstream: { tls } });
      expect([turned.status, first(turned.body)]).toMatchObject([
        400,
        { path: "upstream.tls", code: "secret_required" },
      ]);
    }
    // The same by another way: a second collection, or a proxy of one.
    const second = { ...samples.collections(), targetEndpoint: secure, upstream: { tls: { verify: false } } };
    const onCreate = await call<Refused>("POST", "/collections", { ...second, credentialId });
    expect(first(onCreate.body)?.code).toBe("secret_required");
    const plain = await create(call, "collections", second);
    const proxy = await call<Refused>("POST", "/proxies", { ...samples.proxies(plain.id), credentialId });
    expect(first(proxy.body)).toMatchObject({ path: "credentialId", code: "secret_required" });

    const fresh = await create(call, "credentials", { origins: [secure] });
    const moved = await update(collection, {
      credentialId: fresh.id,
      upstream: { tls: { ca: certificate } },
    });
    expect(moved.status).toBe(200);
    expect((await update(collection, { upstream: { tls: { verify: false } } }, admin)).status).toBe(200);
  });
});
