import { createConnection } from "mongoose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CredentialType, credentialTypes } from "../src/resources/credentials/credential-types.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { type TypeSample, typeSamples } from "./credential-samples.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Answered = Resource & { error: string; message: string; details?: { path: string; code: string }[] };

let management: StartedManagement;
let modifier: Call;
let admin: Call;
let viewer: Call;
let auditor: Call;
let nobody: Call;
let samples: Record<CredentialType, TypeSample>;
beforeAll(async () => {
  management = await startTestManagement({ EGRESS_ALLOW: "127.0.0.0/8:*,[::1]:*" });
  const callers = ["modifier", "admin", "viewer", "auditor", null].map((who) => apiCaller(management, who));
  [modifier, admin, viewer, auditor, nobody] = (await Promise.all(callers)) as [Call, Call, Call, Call, Call];
  samples = await typeSamples();
});
afterAll(() => management?.stop());

const tag = ({ revision }: Resource) => ({ "if-match": `"${revision}"` });
const post = (body: object, by = modifier) => by<Answered>("POST", "/credentials", body);
const patch = (to: Resource, body: object, by = modifier) =>
  by<Answered>("PATCH", `/credentials/${to.id}`, body, tag(to));
const paths = ({ details = [] }: Answered) => details.map(({ path }) => path);
let counter = 0;
const bodyOf = (type: CredentialType, more: object = {}) => ({
  name: `${type} ${++counter}`,
  type,
  ...samples[type].body,
  ...more,
});
const hidden = (type: CredentialType) =>
  samples[type].secrets.map((name) => String(samples[type].body[name]));

describe.each(credentialTypes)("a credential of type %s", (type) => {
  it("is stored, read without its secrets, and rotated; the audit has fingerprints", async () => {
    const created = await post(bodyOf(type));
    expect([created.status, created.body.details]).toEqual([201, undefined]);
    for (const name of samples[type].secrets)
      expect(created.body[name]).toEqual({ set: true, source: "value" });
    const renamed = await patch(created.body, samples[type].harmless);
    expect(renamed.status).toBe(200);
    for (const [name, value] of Object.entries(samples[type].harmless))
      expect(renamed.body[name]).toEqual(value);
    const [first = ""] = samples[type].secrets;
    const rotated = await patch(renamed.body, { [first]: samples[type].body[first] });
    expect([rotated.status, rotated.body.revision]).toEqual([200, 3]);
    const trail = await admin<{ items: { action: string; body: unknown }[] }>("GET", "/audit-logs?limit=1");
    expect(trail.body.items[0]?.action).toBe("credential.update");
    expect(JSON.stringify(trail.body.items[0]?.body)).toContain("fingerprint");
    const seen = JSON.stringify([created, renamed, rotated, await admin("GET", "/audit-logs?limit=10")]);
    for (const secret of hidden(type)) {
      expect(seen).not.toContain(secret);
      expect(seen).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });

  it("takes references for its secrets: a variable or a file of the gateway", async () => {
    const [first = ""] = samples[type].secrets;
    const named = await post(bodyOf(type, { [first]: "$UPSTREAM_SECRET" }));
    expect(named.body[first]).toEqual({ set: true, source: "env", env: "UPSTREAM_SECRET" });
    const filed = await patch(named.body, { [first]: { file: "secret.txt" } });
    expect(filed.body[first]).toEqual({ set: true, source: "file", file: "secret.txt" });
    const forbidden = await post(bodyOf(type, { [first]: { env: "ENCRYPTION_KEY" } }));
    expect([forbidden.status, forbidden.body.error]).toEqual([400, "validation_failed"]);
  });

  it("is refused when a field is wrong, missing or another type's, and no secret is said back", async () => {
    const foreign = type === "oauth2_client" ? { password: "p" } : { clientSecret: "p" };
    const [name = ""] = Object.keys(foreign);
    for (const [change, path] of [...samples[type].wrong, [foreign, name] as const]) {
      const refused = await post(bodyOf(type, change));
      expect([change, refused.status, refused.body.error]).toEqual([change, 400, "validation_failed"]);
      const about = paths(refused.body).filter((at) => at === path || at.startsWith(`${path}.`));
      expect([change, about]).not.toEqual([change, []]);
      for (const secret of hidden(type)) expect(JSON.stringify(refused.body)).not.toContain(secret);
    }
  });

  it("is for modifiers and admins to write, and for nobody without a token to see", async () => {
    for (const who of [viewer, auditor]) expect((await post(bodyOf(type), who)).status).toBe(403);
    expect((await post(bodyOf(type), nobody)).status).toBe(401);
    const { body } = await post(bodyOf(type));
    expect((await viewer("GET", `/credentials/${body.id}`)).status).toBe(200);
    expect((await auditor("GET", `/credentials/${body.id}`)).status).toBe(403);
    expect((await nobody("GET", `/credentials/${body.id}`)).status).toBe(401);
  });

  it("conflicts with a taken key, an old revision and another type; once deleted it is not found", async () => {
    const { body } = await post(bodyOf(type));
    expect((await post(bodyOf(type, { key: body.key }))).body.error).toBe("conflict");
    expect((await patch(body, { name: "Changed" })).status).toBe(200);
    expect((await patch(body, { name: "Again" })).status).toBe(412);
    const path = `/credentials/${body.id}`;
    expect((await modifier("PATCH", path, { name: "x" })).status).toBe(428);
    const other = type === "redis" ? "mongodb" : "redis";
    const asAnother = { name: "x", type: other, connectionString: `${other}://127.0.0.1:9/` };
    const retyped = await modifier<Answered>("PUT", path, asAnother, { "if-match": '"2"' });
    expect([retyped.status, paths(retyped.body)]).toEqual([400, expect.arrayContaining(["type"])]);
    expect((await modifier("DELETE", path)).status).toBe(204);
    expect((await modifier("GET", path)).status).toBe(404);
  });

  it("can be used by a collection only when gateways apply it", async () => {
    const { body } = await post(bodyOf(type));
    const origins = body["origins"] as string[];
    const collection = { name: `c ${++counter}`, basePath: `/c-${counter}`, credentialId: body.id };
    const used = await modifier<Answered>("POST", "/collections", {
      ...collection,
      targetEndpoint: "http://127.0.0.1:9",
    });
    if (origins.length > 0) {
      expect(used.status).toBe(201);
      expect((await modifier<Answered>("DELETE", `/credentials/${body.id}`)).body.error).toBe("referenced");
    } else {
      expect([used.status, used.body.details?.[0]?.code]).toEqual([400, "not_applied"]);
    }
  });
});

it.each(["basic", "api_key", "oauth2_client", "mtls", "smtp", "imap", "kafka"] as const)(
  "a credential of type %s goes nowhere else without its secrets entered again, but by an admin",
  async (type) => {
    for (const change of samples[type].turned) {
      const { body } = await post(bodyOf(type));
      const refused = await patch(body, change);
      expect([change, refused.status, refused.body.details?.[0]?.code]).toEqual([
        change,
        400,
        "secret_required",
      ]);
      const secrets = Object.fromEntries(
        samples[type].secrets.map((name) => [name, samples[type].body[name]]),
      );
      expect([change, (await patch(body, { ...change, ...secrets })).status]).toEqual([change, 200]);
      const { body: second } = await post(bodyOf(type));
      expect([change, (await patch(second, change, admin)).status]).toEqual([change, 200]);
    }
  },
);

describe("a server that the egress guard closes", () => {
  it.each([
    ["mongodb", { connectionString: "mongodb://u:p@127.0.0.1:27017,10.0.0.7:27017/db" }],
    ["postgres", { connectionString: "postgres://u:p@169.254.169.254/db" }],
    ["redis", { connectionString: "redis://10.0.0.7:6379" }],
    ["smtp", { host: "10.0.0.7" }],
    ["imap", { host: "metadata.google.internal" }],
    ["kafka", { brokers: ["127.0.0.1:9092", "10.0.0.7:9092"] }],
  ] as const)("is refused for %s when it is saved, without a word of the secret", async (type, change) => {
    const refused = await post(bodyOf(type, change));
    expect([refused.status, refused.body.error]).toEqual([400, "egress_not_allowed"]);
    if ("connectionString" in change) expect(refused.body.message).not.toContain("10.0.0.7");
  });
});

describe("ciphertexts in the database", () => {
  it("are refused where they were swapped, cut or moved, with the name of the credential (threat 19)", async () => {
    const [one, two] = [await create(modifier, "credentials"), await create(modifier, "credentials")];
    const connection = await createConnection(management.environment["MONGODB_URI"] ?? "").asPromise();
    const stored = connection.collection<{ key: string; secrets: { apiKey: { ct: string } } }>("credentials");
    const secretOf = async (key: string) => (await stored.findOne({ key }))?.secrets.apiKey;
    const [own, foreign] = [await secretOf(one.key), await secretOf(two.key)];
    for (const apiKey of [foreign, { ...own, ct: own?.ct.slice(0, -4) }, { ...own, ct: "" }]) {
      await stored.updateOne({ key: one.key }, { $set: { "secrets.apiKey": apiKey as never } });
      const { body } = await modifier<Resource>("GET", `/credentials/${one.id}`);
      const refused = await patch(body, { description: "anything" });
      expect([refused.status, refused.body.error]).toEqual([500, "secret_unreadable"]);
      expect(refused.body.message).toContain(`apiKey of the credential ${one.key}`);
    }
    await stored.updateOne({ key: one.key }, { $set: { "secrets.apiKey": own as never } });
    const { body } = await modifier<Resource>("GET", `/credentials/${one.id}`);
    expect((await patch(body, { description: "as before" })).status).toBe(200);
    await connection.close();
  });
});
