import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, kinds, type Resource, sampleBody, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Refused = {
  error: string;
  message: string;
  details?: { path: string; code: string; message: string }[];
};
type Token = { versions: { id: string; expiresAt: string | null }[] };
type Page = { items: Resource[]; nextCursor: string | null };

let management: StartedManagement;
let call: Call;
let audit: Call;
beforeAll(async () => {
  management = await startTestManagement();
  call = await apiCaller(management, "modifier");
  audit = await apiCaller(management, "admin");
});
afterAll(() => management?.stop());

const missing = "0123456789abcdef01234567";
const tag = (revision: number) => ({ "if-match": `"${revision}"` });

async function lastEntry() {
  type Entry = {
    action: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
    body: unknown;
  };
  const page = await audit<{ items: Entry[] }>("GET", "/audit-logs?limit=1");
  return page.body.items[0];
}

describe.each(kinds)("%s", (kind) => {
  it("are created with defaults, read back, changed in parts, replaced and deleted", async () => {
    const body = await sampleBody(call, kind);
    const made = await call<Resource>("POST", `/${kind}`, { ...body, labels: { "a.b/c": "1" } });
    expect(made.body).toMatchObject({ revision: 1, labels: { "a.b/c": "1" }, managedBy: null });
    expect(made.body.key).toMatch(/^[a-z0-9-]+$/);
    const path = `/${kind}/${made.body.id}`;

    const patched = await call<Resource>("PATCH", path, { name: "Renamed" }, tag(1));
    expect(patched.body).toMatchObject({ name: "Renamed", revision: 2, key: made.body.key });
    const replaced = await call<Resource>("PUT", path, { ...body, name: "Replaced" }, tag(2));
    expect(replaced.body).toMatchObject({ name: "Replaced", revision: 3, labels: {}, key: made.body.key });
    expect((await call<Resource>("GET", path)).body).toEqual(replaced.body);
    expect((await call("DELETE", path, undefined, tag(3))).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
  });

  it("want If-Match on a change, and the right one", async () => {
    const { id } = await create(call, kind);
    const change = (headers: Record<string, string>, method = "PATCH") =>
      call<Refused>(method, `/${kind}/${id}`, method === "DELETE" ? undefined : { name: "x" }, headers);
    const outcome = async (answer: Promise<{ status: number; body: Refused }>) => {
      const { status, body } = await answer;
      return [status, body.error];
    };
    expect(await outcome(change({}))).toEqual([428, "precondition_required"]);
    expect(await outcome(change({ "if-match": "*" }))).toEqual([400, "bad_request"]);
    expect(await outcome(change({ "if-match": '"1", "2"' }))).toEqual([400, "bad_request"]);
    expect(await outcome(change({ "if-match": "1" }))).toEqual([400, "bad_request"]);
    expect(await outcome(change({ "if-match": 'W/"1"' }))).toEqual([412, "precondition_failed"]);
    expect(await outcome(change(tag(7)))).toEqual([412, "precondition_failed"]);
    expect(await outcome(change(tag(7), "DELETE"))).toEqual([412, "precondition_failed"]);
    expect(await outcome(change({ "if-match": "*" }, "DELETE"))).toEqual([400, "bad_request"]);
  });

  it("answer 404 for what isn't there", async () => {
    const path = `/${kind}/${missing}`;
    const put = await sampleBody(call, kind);
    const answers = [
      await call<Refused>("GET", path),
      await call<Refused>("PATCH", path, { name: "x" }, tag(1)),
      await call<Refused>("PUT", path, put, tag(1)),
      await call<Refused>("DELETE", path),
    ];
    expect(answers.map(({ status, body }) => [status, body.error])).toEqual(
      answers.map(() => [404, "not_found"]),
    );
  });

  it("have a key that is unique, and made from the name where none is given", async () => {
    const body = await sampleBody(call, kind);
    const first = await create(call, kind, { name: "Ünïque Näme!", key: undefined });
    const second = await create(call, kind, { name: "Ünïque Näme!", key: undefined });
    expect(first.key).toBe("unique-name");
    expect(second.key).toMatch(/^unique-name-[0-9a-f]{6}$/);
    const taken = await call<Refused>("POST", `/${kind}`, { ...body, key: first.key });
    expect([taken.status, taken.body.error]).toEqual([409, "conflict"]);
    const moved = await call<Refused>("PATCH", `/${kind}/${second.id}`, { key: first.key }, tag(1));
    expect([moved.status, moved.body.error]).toEqual([409, "conflict"]);
  });

  it("lose no change when two arrive for one revision", async () => {
    const { id } = await create(call, kind);
    const answers = await Promise.all(
      ["a", "b", "c"].map((name) => call("PATCH", `/${kind}/${id}`, { name }, tag(1))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });
});

describe("what refers to each other", () => {
  it("is deleted with its parent, and the audit says so", async () => {
    const collection = await create(call, "collections");
    const proxy = await create(call, "proxies", { collectionId: collection.id });
    expect((await call("DELETE", `/collections/${collection.id}`)).status).toBe(204);
    expect((await call("GET", `/proxies/${proxy.id}`)).status).toBe(404);
    expect((await lastEntry())?.before.deletedProxies).toEqual([proxy.key]);
    const client = await create(call, "clients");
    const profile = await create(call, "profiles", { clientId: client.id });
    expect((await call("DELETE", `/clients/${client.id}`)).status).toBe(204);
    expect((await call("GET", `/profiles/${profile.id}`)).status).toBe(404);
    expect((await lastEntry())?.before.deletedProfiles).toContain(profile.key);
  });

  it("is not deleted while something else needs it", async () => {
    const policy = await create(call, "policies");
    const credential = await create(call, "credentials");
    const collection = await create(call, "collections", { credentialId: credential.id });
    const client = await create(call, "clients", { policyId: policy.id, collectionIds: [collection.id] });
    for (const path of [
      `/policies/${policy.id}`,
      `/credentials/${credential.id}`,
      `/collections/${collection.id}`,
    ]) {
      const answer = await call<Refused>("DELETE", path);
      expect([path, answer.status, answer.body.error]).toEqual([path, 409, "referenced"]);
      const by = path.startsWith("/credentials") ? `collection ${collection.key}` : `client ${client.key}`;
      expect(answer.body.details?.map(({ message }) => message)).toEqual([by]);
    }
  });

  it("can't take a base path or an endpoint twice", async () => {
    const collection = await create(call, "collections");
    const again = { ...samples.collections(), basePath: collection.basePath };
    expect((await call("POST", "/collections", again)).body.error).toBe("conflict");
    const proxy = { ...samples.proxies(collection.id), path: "/a/{id}", targetPath: "/" };
    expect((await call("POST", "/proxies", proxy)).status).toBe(201);
    const twin = { ...proxy, path: "/a/:other", methods: ["POST"] };
    expect((await call("POST", "/proxies", twin)).body.error).toBe("conflict");
    expect((await call("POST", "/proxies", { ...twin, methods: ["DELETE"] })).status).toBe(201);
    const racing = samples.collections();
    const answers = await Promise.all([1, 2, 3].map(() => call("POST", "/collections", racing)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

describe("a client", () => {
  it("comes with one token profile whose token is shown once", async () => {
    type Made = Resource & { defaultProfile: Resource & { token: string } };
    const made = await call<Made>("POST", "/clients", samples.clients());
    const { defaultProfile, ...client } = made.body;
    expect(defaultProfile.token).toMatch(/^zerq_tok_[0-9a-f]{24}_[0-9A-Za-z]{49}$/);
    expect(client.email).toBe("partner@example.com");
    const { body: profile } = await call("GET", `/profiles/${defaultProfile.id}`);
    expect(profile).toMatchObject({ clientId: client.id, authType: "token", active: true });
    const everything = JSON.stringify([profile, await lastEntry()]);
    expect(everything).not.toContain(defaultProfile.token.slice(-49));
  });

  it("keeps what is fixed", async () => {
    const profile = await create(call, "profiles");
    const other = await create(call, "clients");
    const moved = await call<Refused>("PATCH", `/profiles/${profile.id}`, { clientId: other.id }, tag(1));
    expect([moved.status, moved.body.details?.[0]]).toMatchObject([400, { path: "clientId", code: "fixed" }]);
  });
});

describe("rotating a token", () => {
  const rotate = (id: string, body?: object) =>
    call<{ profile: Resource & { token: Token }; token: string; previousExpiresAt: string | null }>(
      "POST",
      `/profiles/${id}/rotate-token`,
      body,
    );

  it("ends the old one at once, or after the overlap", async () => {
    const made = await create(call, "profiles");
    const first = await rotate(made.id);
    expect(first.body.token).not.toBe(made.token);
    expect(first.body.previousExpiresAt).toBeNull();
    expect(first.body.profile.token.versions).toHaveLength(1);
    const second = await rotate(made.id, { overlapSeconds: 60 });
    const [now, before] = second.body.profile.token.versions;
    expect([now?.expiresAt, before?.expiresAt]).toEqual([null, second.body.previousExpiresAt]);
    expect(before?.id).toBe(first.body.profile.token.versions[0]?.id);
    const left = Date.parse(second.body.previousExpiresAt ?? "") - Date.now();
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  it("keeps at most ten versions alive, and ends them all without an overlap", async () => {
    const { id } = await create(call, "profiles");
    for (let count = 2; count <= 10; count += 1)
      expect((await rotate(id, { overlapSeconds: 60 })).status).toBe(200);
    expect((await rotate(id, { overlapSeconds: 60 })).status).toBe(409);
    expect((await rotate(id)).body.profile.token.versions).toHaveLength(1);
  });

  it("refuses another overlap and a profile that isn't there", async () => {
    const made = await create(call, "profiles");
    for (const overlapSeconds of [-1, 1.5, "60", 1e9]) {
      expect((await rotate(made.id, { overlapSeconds: overlapSeconds as number })).status).toBe(400);
    }
    expect((await rotate(missing)).status).toBe(404);
  });
});

describe("publishing", () => {
  it("changes the status, leaves the proxies' alone, and the audit says publish", async () => {
    const collection = await create(call, "collections");
    const proxy = await create(call, "proxies", { collectionId: collection.id });
    const answer = await call("PUT", `/collections/${collection.id}/status`, { status: "published" });
    expect(answer.body).toMatchObject({ status: "published", revision: 2 });
    expect((await lastEntry())?.action).toBe("collection.publish");
    expect((await call("GET", `/proxies/${proxy.id}`)).body.status).toBe("draft");
    await call("PUT", `/proxies/${proxy.id}/status`, { status: "published" });
    expect((await lastEntry())?.action).toBe("proxy.publish");
  });

  it("refuses another status, a stale tag and what isn't there", async () => {
    const { id } = await create(call, "collections");
    expect((await call("PUT", `/collections/${id}/status`, { status: "live" })).status).toBe(400);
    expect((await call("PUT", `/collections/${id}/status`, {})).status).toBe(400);
    expect((await call("PUT", `/collections/${id}/status`, { status: "draft" }, tag(9))).status).toBe(412);
    expect((await call("PUT", `/proxies/${missing}/status`, { status: "draft" })).status).toBe(404);
  });
});

describe("settings", () => {
  it("are read, changed and replaced like a resource", async () => {
    const { body } = await call<Resource>("GET", "/settings");
    const patched = await call<Resource>(
      "PATCH",
      "/settings",
      { deniedIps: ["192.0.2.1"] },
      tag(body.revision),
    );
    expect(patched.body).toMatchObject({ deniedIps: ["192.0.2.1"], revision: body.revision + 1 });
    expect((await call("PATCH", "/settings", { deniedIps: [] }, tag(body.revision))).status).toBe(412);
    expect((await call("PATCH", "/settings", { deniedIps: [] })).status).toBe(428);
    expect((await call("PATCH", "/settings", { deniedIps: ["x"] }, tag(2))).status).toBe(400);
    expect((await call("PATCH", "/settings", { cors: {} }, tag(2))).status).toBe(400);
    expect((await call("PATCH", "/settings", { timeouts: { connectMs: "x" } }, tag(2))).status).toBe(400);
    expect((await call("PATCH", "/settings", { maxBodyBytes: -1 }, tag(2))).status).toBe(400);
    expect((await call("PATCH", "/settings", { maintenance: {} }, tag(2))).status).toBe(400);
  });
});

describe("defaults in the settings", () => {
  it("are kept, replaced as a whole where they are lists, and taken away with null", async () => {
    const change = async (body: unknown) => {
      const { revision } = (await call<Resource>("GET", "/settings")).body;
      return (await call<Resource>("PATCH", "/settings", body, tag(revision))).body;
    };
    const cors = { allowOrigins: ["https://a.example"], maxAge: 60 };
    const sizes = { timeouts: { headersMs: 5_000 }, maxBodyBytes: 1_000 };
    expect(await change({ cors, ...sizes })).toMatchObject({ cors, ...sizes });
    const other = { allowOrigins: ["https://b.example"] };
    expect((await change({ cors: other }))["cors"]).toEqual(other);
    const none = { cors: null, timeouts: {}, maxBodyBytes: null };
    expect(await change({ cors: null, timeouts: { headersMs: null }, maxBodyBytes: null })).toMatchObject(
      none,
    );
  });
});

describe("lists", () => {
  it("come in pages that miss and repeat nothing, in the order asked for", async () => {
    const names = ["delta", "alpha", "charlie", "bravo", "alpha"];
    for (const name of names) await create(call, "policies", { name, labels: { list: "yes", team: name } });
    const walk = async (sort: string) => {
      const found: Resource[] = [];
      let cursor = "";
      do {
        const page = await call<Page>("GET", `/policies?label=list:yes&limit=2&sort=${sort}${cursor}`);
        found.push(...page.body.items);
        cursor = page.body.nextCursor === null ? "" : `&cursor=${page.body.nextCursor}`;
      } while (cursor !== "");
      expect(new Set(found.map(({ id }) => id)).size).toBe(names.length);
      return found.map(({ name }) => name);
    };
    expect(await walk("name")).toEqual(names.toSorted());
    expect(await walk("-name,createdAt")).toEqual(names.toSorted().reverse());
    expect(await walk("createdAt")).toEqual(names);
    const page = await call<Page>("GET", "/policies?label=list:yes&limit=2&sort=name");
    const other = await call("GET", `/policies?label=list:yes&sort=-name&cursor=${page.body.nextCursor}`);
    expect(other.status).toBe(400);
  });

  it("are narrowed by text, label and fields", async () => {
    const collection = await create(call, "collections", {
      name: "Needle.* in a haystack",
      labels: { "a.b/c": "x_y" },
    });
    const proxy = await create(call, "proxies", { collectionId: collection.id });
    const ids = async (query: string) => {
      const page = await call<Page>("GET", query);
      return page.body.items.map(({ id }) => id);
    };
    expect(await ids("/collections?q=needle.*")).toEqual([collection.id]);
    expect(await ids("/collections?q=needle.%2B")).toEqual([]);
    expect(await ids("/collections?label=a.b/c:x_y")).toEqual([collection.id]);
    expect(await ids(`/collections?basePath=${collection.basePath}`)).toEqual([collection.id]);
    expect(await ids(`/proxies?collectionId=${collection.id}&status=draft`)).toEqual([proxy.id]);
    expect(await ids(`/proxies?collectionId=${collection.id}&status=published`)).toEqual([]);
    expect(await ids("/clients?active=false")).toEqual([]);
    expect(await ids(`/proxies?key=${proxy.key}`)).toEqual([proxy.id]);
    const kept = await create(call, "policies", { managedBy: "git:needle" });
    expect(await ids("/policies?managedBy=git:needle")).toEqual([kept.id]);
    expect((await call<Refused>("GET", "/policies?key=No Key")).body.error).toBe("validation_failed");
  });
});
