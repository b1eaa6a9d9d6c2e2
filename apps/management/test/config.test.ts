import { parseStrictYaml, renderYaml } from "@zerq/json/strict-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApplyReport, DiffReport } from "../src/config/config-report.schema.ts";
import { documentSchema } from "../src/config/document-schema.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Refused = {
  error: string;
  message: string;
  details?: { path: string; code: string; message: string }[];
};
type Entry = { key: string } & Record<string, unknown>;
type Document = Record<string, Entry[]>;

let management: StartedManagement;
let call: Call;
let admin: Call;
let viewer: Call;
beforeAll(async () => {
  management = await startTestManagement();
  call = await apiCaller(management, "modifier");
  admin = await apiCaller(management, "admin");
  viewer = await apiCaller(management, "viewer");
});
afterAll(() => management?.stop());

let counter = 0;
/** One of each kind, named after a prefix of its own; all of them kept by it. */
function sample() {
  const p = `p${++counter}`;
  return {
    p,
    document: {
      managedBy: p,
      policies: [{ key: `${p}-gold`, name: "Gold", rateLimit: { max: 10, interval: "1m" } }],
      credentials: [
        {
          key: `${p}-upstream`,
          name: "Upstream",
          type: "api_key",
          keyIn: "header",
          keyName: "X-Key",
          apiKey: { env: "UPSTREAM_KEY" },
        },
      ],
      collections: [
        {
          key: `${p}-payments`,
          name: "Payments",
          basePath: `/${p}`,
          targetEndpoint: "http://127.0.0.1:9/base",
          credential: `${p}-upstream`,
          labels: { team: p },
          status: "published",
        },
      ],
      proxies: [
        {
          key: `${p}-accounts`,
          name: "Accounts",
          collection: `${p}-payments`,
          methods: ["GET"],
          path: "/accounts/{id}",
          requestSchema: { type: "object", properties: { "a.b": { type: "string" } } },
          status: "published",
        },
      ],
      clients: [
        {
          key: `${p}-partner`,
          name: "Partner",
          email: "partner@example.com",
          collections: [`${p}-payments`],
          policy: `${p}-gold`,
          hasPortalAccess: true,
          authorizedEmails: ["dev@example.com", "ops@example.com"],
        },
      ],
      profiles: [{ key: `${p}-batch`, name: "Batch", client: `${p}-partner`, allowedIps: ["10.0.0.0/8"] }],
    },
  };
}

const apply = (document: object, query = "", who = call) =>
  who<ApplyReport & Refused>("POST", `/config/apply${query}`, document);
const diff = (document: object, query = "") =>
  viewer<DiffReport & Refused>("POST", `/config/diff${query}`, document);
const actions = ({ changes }: DiffReport) => changes.map(({ action, key }) => `${action} ${key}`);

async function found(kind: string, key: string): Promise<Resource> {
  const page = await call<{ items: Resource[] }>("GET", `/${kind}?q=${key}`);
  const one = page.body.items.find((item) => item.key === key);
  if (one === undefined) throw new Error(`no ${kind} ${key}`);
  return one;
}

const patch = async (kind: string, key: string, body: object) => {
  const { id, revision } = await found(kind, key);
  const answer = await call("PATCH", `/${kind}/${id}`, body, { "if-match": `"${revision}"` });
  expect(answer.status).toBe(200);
};

describe("applying a document", () => {
  it("makes all of it as one version with an entry for each resource, and nothing the second time", async () => {
    const { p, document } = sample();
    const before = await diff(document);
    expect(before.body.summary).toEqual({ create: 6, update: 0, delete: 0, unchanged: 0 });
    const made = await apply(document);
    expect([made.status, made.body.message]).toEqual([200, undefined]);
    expect(made.body).toMatchObject({
      applied: true,
      dryRun: false,
      secrets: [],
      baseVersion: before.body.baseVersion,
    });
    expect(made.body.configVersion).toBe(before.body.baseVersion + 1);
    expect(made.headers.get("zerq-config-version")).toBe(String(made.body.configVersion));

    const collection = await found("collections", `${p}-payments`);
    expect(await found("proxies", `${p}-accounts`)).toMatchObject({
      collectionId: collection.id,
      managedBy: p,
    });
    expect(await found("clients", `${p}-partner`)).toMatchObject({ collectionIds: [collection.id] });
    const again = await apply(document);
    expect(again.body).toMatchObject({ applied: false, configVersion: made.body.configVersion });
    expect(again.body.summary).toEqual({ create: 0, update: 0, delete: 0, unchanged: 6 });

    type Entries = {
      items: { action: string; changeId: string; version: number; resource: { key: string } }[];
    };
    const log = await admin<Entries>("GET", "/audit-logs?limit=7");
    expect(log.body.items.map(({ action }) => action).toReversed()).toEqual([
      "config.apply",
      "policy.create",
      "credential.create",
      "collection.create",
      "proxy.create",
      "client.create",
      "profile.create",
    ]);
    expect(new Set(log.body.items.map(({ changeId, version }) => `${changeId} ${version}`)).size).toBe(1);
    expect((await admin("GET", "/audit-logs/verify")).body).toMatchObject({ ok: true });
  });

  it("creates no profile and no token that the document doesn't ask for", async () => {
    const { p, document } = sample();
    await apply(document);
    const client = await found("clients", `${p}-partner`);
    const profiles = await call<{ items: Resource[] }>("GET", `/profiles?clientId=${client.id}`);
    expect(profiles.body.items.map(({ key, token }) => [key, token])).toEqual([
      [`${p}-batch`, { versions: [] }],
    ]);
  });

  it("shows tokens of new profiles once, when they are asked for", async () => {
    const { p, document } = sample();
    const headers = { "idempotency-key": p };
    const path = "/config/apply?issueTokens=true";
    const made = await call<ApplyReport>("POST", path, document, headers);
    expect(made.body.secrets).toEqual([{ key: `${p}-batch`, token: expect.stringMatching(/^zerq_tok_/) }]);
    const replayed = await call<ApplyReport>("POST", path, document, headers);
    expect(replayed.body.secrets).toBeUndefined();
    expect(replayed.body.secretAlreadyShown).toBe(true);
    expect((await apply(document, "?issueTokens=true")).body.secrets).toEqual([]);
  });

  it("changes what differs, field by field, and says what lets more in", async () => {
    const { p, document } = sample();
    await apply(document);
    const [profile] = document.profiles;
    const changed = { ...document, profiles: [{ ...profile, allowedIps: [], deniedIps: ["192.0.2.1"] }] };
    const report = (await diff(changed)).body.changes.find(({ action }) => action === "update");
    expect(report).toMatchObject({
      key: `${p}-batch`,
      fields: [
        { path: "allowedIps", before: ["10.0.0.0/8"], after: [] },
        { path: "deniedIps", before: [], after: ["192.0.2.1"] },
      ],
      widenings: [{ path: "allowedIps", message: "may be used from more addresses" }],
    });
    expect((await apply(changed)).body.summary).toMatchObject({ update: 1, unchanged: 5 });
    expect((await diff(changed)).body.summary).toMatchObject({ update: 0, unchanged: 6 });
  });

  it("leaves nothing of a document when its last resource is refused", async () => {
    const { p, document } = sample();
    const before = (await diff({})).body.baseVersion;
    const broken = { ...document, profiles: [{ ...document.profiles[0], authType: "none", allowedIps: [] }] };
    const refused = await apply(broken);
    expect([refused.status, refused.body.error]).toEqual([400, "validation_failed"]);
    expect(refused.body.message).toContain(`${p}-batch`);
    expect(refused.body.details?.[0]?.path).toBe("profiles.0.allowedIps");
    await expect(found("policies", `${p}-gold`)).rejects.toThrow("no policies");
    expect((await diff({})).body.baseVersion).toBe(before);
  });

  it("tries everything in a dry run and leaves nothing of it", async () => {
    const { p, document } = sample();
    const tried = await apply(document, "?dryRun=true");
    expect(tried.body).toMatchObject({ applied: false, dryRun: true, summary: { create: 6 } });
    await expect(found("clients", `${p}-partner`)).rejects.toThrow("no clients");
    const taken = { ...sample().document.collections[0], basePath: `/${p}`, credential: null };
    await apply({ collections: document.collections.map((one) => ({ ...one, credential: null })) });
    const refused = await apply({ collections: [taken] }, "?dryRun=true");
    expect([refused.status, refused.body.error]).toEqual([409, "conflict"]);
  });

  it("is refused for a version that is not the newest any more", async () => {
    const { document } = sample();
    const { baseVersion } = (await diff(document)).body;
    await create(call, "policies");
    const stale = await apply(document, `?baseVersion=${baseVersion}`);
    expect([stale.status, stale.body.error]).toEqual([412, "precondition_failed"]);
    expect((await apply(document, `?baseVersion=${baseVersion + 1}`)).status).toBe(200);
  });

  it("keeps secrets and pinned origins that are stored", async () => {
    const { p, document } = sample();
    await apply(document);
    const credential = await found("credentials", `${p}-upstream`);
    expect(credential.origins).toEqual(["http://127.0.0.1:9"]);
    await patch("credentials", `${p}-upstream`, { apiKey: { value: "canary-secret-value" } });
    const { apiKey: _, ...silent } = document.credentials[0] as Entry;
    for (const entry of [silent, { ...silent, apiKey: { set: true } }])
      expect((await apply({ ...document, credentials: [entry] })).body.summary).toMatchObject({
        unchanged: 6,
      });
    const report = (await diff(document)).body;
    expect(report.changes.find(({ action }) => action === "update")?.fields).toEqual([
      { path: "apiKey.set", before: true },
      { path: "apiKey.env", after: "UPSTREAM_KEY" },
    ]);
  });
});

describe("what a document must not undo", () => {
  it("stays: a deactivated client, a removed address, withdrawn access, unless reactivate is asked for", async () => {
    const { p, document } = sample();
    await apply(document);
    await patch("clients", `${p}-partner`, {
      active: false,
      hasPortalAccess: false,
      authorizedEmails: ["ops@example.com"],
    });
    await patch("profiles", `${p}-batch`, { active: false });
    const held = await apply(document);
    expect(held.body).toMatchObject({ applied: false, summary: { unchanged: 6 } });
    const notices = held.body.changes.flatMap(({ heldBack }) => heldBack.map(({ path }) => path));
    expect(notices).toEqual(["active", "hasPortalAccess", "authorizedEmails", "active"]);
    expect(await found("clients", `${p}-partner`)).toMatchObject({
      active: false,
      hasPortalAccess: false,
      authorizedEmails: ["ops@example.com"],
    });

    const back = await apply(document, "?reactivate=true");
    expect(back.body.summary).toMatchObject({ update: 2 });
    expect(back.body.changes.flatMap(({ widenings }) => widenings.map(({ path }) => path))).toEqual([
      "active",
      "hasPortalAccess",
      "authorizedEmails",
      "active",
    ]);
    expect(await found("profiles", `${p}-batch`)).toMatchObject({ active: true });
  });

  it("stays: a profile that has run out, and a token that was killed", async () => {
    const { p, document } = sample();
    await apply(document, "?issueTokens=true");
    const profile = await found("profiles", `${p}-batch`);
    await patch("profiles", `${p}-batch`, { expiresAt: "2020-01-01T00:00:00Z" });
    expect((await apply(document)).body).toMatchObject({ applied: false });
    expect(await found("profiles", `${p}-batch`)).toMatchObject({ expiresAt: "2020-01-01T00:00:00.000Z" });
    await call("POST", `/profiles/${profile.id}/rotate-token`);
    await call("DELETE", `/profiles/${profile.id}`);
    await apply(document);
    expect(await found("profiles", `${p}-batch`)).toMatchObject({ token: { versions: [] } });
  });

  it("is not what somebody puts there by hand again", async () => {
    const { p, document } = sample();
    await apply(document);
    await patch("clients", `${p}-partner`, { authorizedEmails: [] });
    await patch("clients", `${p}-partner`, { authorizedEmails: ["dev@example.com"] });
    const report = await apply(document);
    expect(report.body.changes.flatMap(({ heldBack }) => heldBack.map(({ message }) => message))).toEqual([
      "ops@example.com was removed, and stays so",
    ]);
  });
});

describe("pruning", () => {
  const without = (document: Document, ...kinds: string[]) => ({
    ...document,
    ...Object.fromEntries(kinds.map((kind) => [kind, []])),
  });

  it("deletes what its keeper's document has no more, dependents first, and nothing else", async () => {
    const { p, document } = sample();
    const other = sample();
    await apply(document);
    await apply(other.document);
    const rest = without(
      document as never,
      "policies",
      "credentials",
      "collections",
      "proxies",
      "clients",
      "profiles",
    );
    expect((await diff(rest)).body.summary).toMatchObject({ delete: 0 });
    expect(actions((await diff(rest, "?prune=true")).body)).toEqual([
      `delete ${p}-batch`,
      `delete ${p}-partner`,
      `delete ${p}-accounts`,
      `delete ${p}-payments`,
      `delete ${p}-upstream`,
      `delete ${p}-gold`,
    ]);
    expect((await apply(rest, "?prune=true")).body.summary).toMatchObject({ delete: 6 });
    await expect(found("clients", `${p}-partner`)).rejects.toThrow("no clients");
    expect((await diff(other.document)).body.summary).toMatchObject({ unchanged: 6 });
  });

  it("leaves kinds alone that the document leaves out, and says what goes along", async () => {
    const { p, document } = sample();
    await apply(document);
    const only = { managedBy: p, clients: [] };
    const [removal] = (await diff(only, "?prune=true")).body.changes;
    expect(removal).toMatchObject({ key: `${p}-partner`, action: "delete", cascade: [`${p}-batch`] });
    const collections = {
      managedBy: p,
      clients: document.clients.map((one) => ({ ...one, collections: [] })),
    };
    await apply({ ...collections, collections: [] }, "?prune=true");
    await expect(found("collections", `${p}-payments`)).rejects.toThrow("no collections");
    expect(await found("policies", `${p}-gold`)).toBeDefined();
  });

  it("frees a path for the resource that takes it over", async () => {
    const { p, document } = sample();
    await apply(document);
    const moved = document.proxies.map((one) => ({ ...one, key: `${p}-moved` }));
    const done = await apply({ ...document, proxies: moved }, "?prune=true");
    expect([done.status, done.body.summary]).toEqual([
      200,
      { create: 1, update: 0, delete: 1, unchanged: 5 },
    ]);
  });

  it("works by label too", async () => {
    const { p } = sample();
    await create(call, "policies", { key: `${p}-labelled`, labels: { team: p } });
    const done = await apply({ policies: [] }, `?prune=true&label=team:${p}`);
    expect(actions(done.body)).toEqual([`delete ${p}-labelled`]);
  });

  it("is refused without a scope, and for what is still referred to", async () => {
    const { p, document } = sample();
    await apply(document);
    const everything = await apply({ policies: [] }, "?prune=true");
    expect([everything.status, everything.body.details?.[0]?.path]).toEqual([400, "query.prune"]);
    const referred = await apply({ managedBy: p, policies: [] }, "?prune=true");
    expect([referred.status, referred.body.error]).toEqual([409, "referenced"]);
    expect(referred.body.message).toContain(`client ${p}-partner`);
  });
});

describe("what somebody else keeps", () => {
  it("is not changed, taken over or deleted, unless it is forced", async () => {
    const { p, document } = sample();
    await apply(document);
    const mine = { managedBy: "me", policies: [{ key: `${p}-gold`, name: "Mine" }] };
    expect((await diff(mine)).body.changes[0]).toMatchObject({ action: "update", foreign: p });
    for (const attempt of [mine, { policies: mine.policies }]) {
      const refused = await apply(attempt);
      expect([refused.status, refused.body.details?.[0]?.code]).toEqual([409, "managed_by_other"]);
    }
    const same = { policies: document.policies };
    expect((await apply(same)).body.summary).toMatchObject({ unchanged: 1 });
    expect((await apply(mine, "?force=true")).body.summary).toMatchObject({ update: 1 });
    expect(await found("policies", `${p}-gold`)).toMatchObject({ managedBy: "me", name: "Mine" });
  });

  it("keeps its parent from being pruned", async () => {
    const { p, document } = sample();
    await apply({ ...document, profiles: [{ ...document.profiles[0], managedBy: "somebody" }] });
    const refused = await apply({ managedBy: p, clients: [] }, "?prune=true");
    expect([refused.status, refused.body.details?.[0]?.message]).toEqual([409, "is kept by somebody"]);
  });
});

describe("exporting", () => {
  it("gives back a document that changes nothing, in YAML and JSON, always in the same order", async () => {
    const { p, document } = sample();
    await apply(document);
    const exported = await viewer<Document>("GET", `/config/export?managedBy=${p}`);
    expect(exported.body.collections).toEqual([{ ...document.collections[0], managedBy: p }]);
    expect(exported.body.proxies?.[0]).toMatchObject({ key: `${p}-accounts`, collection: `${p}-payments` });
    expect(documentSchema.safeParse(exported.body).error).toBeUndefined();
    expect(JSON.stringify(exported.body)).not.toMatch(/"(id|revision|createdAt|collectionId)"/);
    expect((await diff(exported.body)).body.summary).toEqual({
      create: 0,
      update: 0,
      delete: 0,
      unchanged: 6,
    });
    const token = await management.identity.token("viewer");
    const yaml = async (query: string, accept: string) => {
      const url = `${management.url}/api/v1/config/export?managedBy=${p}${query}`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept } });
      expect(answer.headers.get("content-type")).toBe("application/yaml");
      return answer.text();
    };
    const text = await yaml("", "application/yaml");
    expect(parseStrictYaml(text)).toEqual(exported.body);
    expect(await yaml("&format=yaml", "*/*")).toBe(text);
  });

  it("narrows by kind and label", async () => {
    const { p, document } = sample();
    await apply(document);
    const labelled = await viewer<Document>("GET", `/config/export?label=team:${p}`);
    expect(labelled.body.collections).toHaveLength(1);
    expect(labelled.body.clients).toEqual([]);
    const kinds = await viewer<Document>("GET", "/config/export?kind=policies,clients");
    expect(Object.keys(kinds.body)).toEqual(["version", "policies", "clients"]);
    expect((await viewer<Refused>("GET", "/config/export?kind=secrets")).body.error).toBe(
      "validation_failed",
    );
  });

  it("never has a secret in it", async () => {
    const { p, document } = sample();
    await apply(document, "?issueTokens=true");
    await patch("credentials", `${p}-upstream`, { apiKey: { value: "canary-of-export" } });
    const exported = await viewer<Document>("GET", `/config/export?managedBy=${p}`);
    expect(exported.body.credentials?.[0]?.apiKey).toEqual({ set: true });
    expect(JSON.stringify(exported.body)).not.toMatch(/canary-of-export|zerq_tok_|hash/);
  });
});

describe("a document", () => {
  const send = async (text: string, type: string, path = "/config/apply") => {
    const headers = { "content-type": type };
    return call<Refused & ApplyReport>("POST", path, text, headers);
  };

  it("may be YAML", async () => {
    const { document } = sample();
    const made = await send(renderYaml(document), "application/yaml");
    expect([made.status, made.body.summary]).toEqual([
      200,
      { create: 6, update: 0, delete: 0, unchanged: 0 },
    ]);
  });

  it.each([
    ["YAML with a name twice", "policies: []\npolicies: []\n", "bad_request"],
    ["YAML with a tag", "policies: !!js []\n", "bad_request"],
    ["what is no document", "- 1\n", "validation_failed"],
    ["a field that isn't one", "secrets: []\n", "validation_failed"],
    ["an entry without a key", "policies: [{name: x}]\n", "validation_failed"],
    ["a key twice", "policies: [{key: x, name: x}, {key: x, name: y}]\n", "validation_failed"],
    ["another version", "version: 2\n", "validation_failed"],
    ["a field of nothing", "policies: [{key: x, name: x, colour: red}]\n", "validation_failed"],
    ["an id", "proxies: [{key: x, collectionId: 0123456789abcdef01234567}]\n", "validation_failed"],
    [
      "a key of nothing",
      "clients: [{key: x, name: x, email: a@b.example, policy: nobody}]\n",
      "validation_failed",
    ],
    ["what comes later", "proxies: [{key: x, handler: {kind: workflow}}]\n", "not_supported"],
  ])("is refused for %s", async (_what, text, code) => {
    const refused = await send(text, "application/yaml");
    expect([refused.status, refused.body.error]).toEqual([400, code]);
  });

  it("is refused when it is too long, or of another type", async () => {
    const long = `policies: []\n# ${"x".repeat(1_100_000)}\n`;
    const answers = [
      await send(long, "application/yaml"),
      await send("policies: []", "text/plain"),
      await call<Refused>("POST", "/policies", "name: x", { "content-type": "application/yaml" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([413, 415, 415]);
    const wide = { policies: [], description: "x".repeat(2_000_000) };
    expect((await apply(wide)).body.error).toBe("validation_failed");
  });

  it.each(["canary-secret", { value: "canary-secret" }])(
    "is refused for a secret written out",
    async (apiKey) => {
      const { document } = sample();
      const refused = await apply({ ...document, credentials: [{ ...document.credentials[0], apiKey }] });
      expect([refused.status, refused.body.details?.[0]?.code]).toEqual([400, "secret_value"]);
      expect(JSON.stringify(refused.body)).not.toContain("canary-secret");
    },
  );

  it("is refused for a secret that is to be kept where there is none", async () => {
    const { document } = sample();
    const kept = { ...document, credentials: [{ ...document.credentials[0], apiKey: { set: true } }] };
    const refused = await apply(kept);
    expect(refused.body.details?.[0]).toMatchObject({ path: "credentials.0.apiKey", code: "required" });
  });

  it("is validated with everything that is wrong at once, by whoever may read", async () => {
    const { document } = sample();
    const wrong = {
      ...document,
      policies: [{ key: "x", name: 7 }],
      clients: [{ ...document.clients[0], collections: ["nobody"] }],
    };
    type Validation = { valid: boolean; problems: { path: string }[] };
    const report = await viewer<Validation>("POST", "/config/validate", wrong);
    expect(report.body.valid).toBe(false);
    expect(report.body.problems.map(({ path }) => path)).toEqual([
      "policies.0.name",
      "clients.0.collections.0",
      "clients.0.policy",
    ]);
    const right = await viewer<Validation>("POST", "/config/validate", document);
    expect(right.body).toEqual({ valid: true, problems: [] });
  });

  it("is applied by whoever may change config, and by nobody else", async () => {
    const { document } = sample();
    expect((await apply(document, "", viewer)).status).toBe(403);
    const auditor = await apiCaller(management, "auditor");
    expect((await auditor("POST", "/config/diff", document)).status).toBe(403);
    expect((await auditor("GET", "/config/export")).status).toBe(403);
    const nobody = await apiCaller(management, null);
    expect((await apply(document, "", nobody)).status).toBe(401);
  });

  it("has its shape published for editors, signed in or not", async () => {
    const answer = await fetch(`${management.url}/api/v1/config/schema.json`);
    const schema = (await answer.json()) as { properties: Record<string, object> };
    expect(Object.keys(schema.properties)).toContain("proxies");
  });
});
