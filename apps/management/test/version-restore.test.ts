import { beforeEach, describe, expect, it } from "vitest";
import type { RestoreReport } from "../src/config/restore/restore.schema.ts";
import type { Call } from "./api-caller.ts";
import { type Refused, sample, useConfig } from "./config-calls.ts";
import { create, type Resource, samples } from "./samples.ts";

const { call, viewer, auditor, admin, nobody, apply, found, patch } = useConfig();

type Report = RestoreReport & Refused;
type Version = { version: number; action: string; reason?: string; resource: { key: string } };

const newest = async () =>
  (await viewer<{ items: Version[] }>("GET", "/versions?limit=1")).body.items[0] as Version;
const exported = async () => (await viewer("GET", "/config/export")).body;
const restore = (version: number, body?: object, who: Call = call, headers = {}) =>
  who<Report>("POST", `/versions/${version}/restore`, body, headers);
const done = async (version: number, body?: object, who: Call = call) => {
  const answer = await restore(version, body, who);
  expect(answer.body).toMatchObject({ version });
  expect(answer.status).toBe(200);
  return answer.body;
};
const lines = ({ changes }: RestoreReport) =>
  changes.map(({ action, kind, key }) => `${action} ${kind} ${key}`);
const notices = ({ changes }: RestoreReport, name: "heldBack" | "lost") =>
  changes.flatMap((change) => change[name].map(({ path, message }) => `${change.kind} ${path}: ${message}`));

let p: string;
let version: number;
beforeEach(async () => {
  const made = sample();
  p = made.p;
  await apply(made.document, "?issueTokens=true");
  version = (await newest()).version;
});

describe("a restore", () => {
  it("makes config what it was, as one version; again it is nothing, and it can be restored from itself", async () => {
    const then = await exported();
    await patch("policies", `${p}-gold`, { rateLimit: { max: 99 }, labels: { tier: "1" } });
    await patch("collections", `${p}-payments`, { key: `${p}-renamed`, managedBy: "somebody" });
    const accounts = await found("proxies", `${p}-accounts`);
    await call("DELETE", `/proxies/${accounts.id}`);
    const collection = await found("collections", `${p}-renamed`);
    const extra = await create(call, "collections");
    const added = await call<Resource>("POST", "/proxies", samples.proxies(extra.id));
    expect(added.status).toBe(201);
    await patch("clients", `${p}-partner`, { collectionIds: [collection.id, extra.id], policyId: null });
    const later = await exported();
    const before = await newest();

    const tried = await done(version, { dryRun: true });
    expect(tried).toMatchObject({ applied: false, dryRun: true, configVersion: before.version });
    expect(lines(tried)).toEqual([
      `update policies ${p}-gold`,
      `update collections ${p}-payments`,
      `delete collections ${extra.key}`,
      `delete proxies ${added.body.key}`,
      `create proxies ${p}-accounts`,
      `update clients ${p}-partner`,
    ]);
    expect(tried.summary).toEqual({ create: 1, update: 3, delete: 2, unchanged: 0 });
    expect(await exported()).toEqual(later);
    expect(await newest()).toEqual(before);

    const answer = await restore(version);
    expect(answer.headers.get("zerq-config-version")).toBe(String(before.version + 1));
    expect(answer.body).toEqual({
      ...tried,
      applied: true,
      dryRun: false,
      configVersion: before.version + 1,
    });
    expect(await exported()).toEqual(then);
    expect(await found("proxies", `${p}-accounts`)).toMatchObject({ id: accounts.id });
    expect(await done(version)).toMatchObject({
      applied: false,
      changes: [],
      configVersion: before.version + 1,
    });
    expect((await newest()).version).toBe(before.version + 1);

    expect(await done(before.version)).toMatchObject({ applied: true });
    expect(await exported()).toEqual(later);
    expect(await done(before.version + 1)).toMatchObject({ applied: true });
    expect(await exported()).toEqual(then);
  });

  it("of the newest version is nothing", async () => {
    expect(await done(version)).toMatchObject({ applied: false, changes: [], configVersion: version });
    expect((await newest()).version).toBe(version);
  });

  it("brings back what went with its parent, under the same ids, with clients and profiles switched off", async () => {
    const client = await create(call, "clients", { name: `Tagged ${p}` });
    const first = client["defaultProfile"] as Resource;
    const { id: jwt } = await create(call, "profiles", { clientId: client.id, authType: "jwt" });
    const at = (await newest()).version;
    const batch = await found("profiles", `${p}-batch`);
    const partner = await found("clients", `${p}-partner`);
    for (const { id } of [client, partner]) await call("DELETE", `/clients/${id}`);
    const payments = await found("collections", `${p}-payments`);
    const accounts = await found("proxies", `${p}-accounts`);
    await call("DELETE", `/collections/${payments.id}`);

    const report = await done(at);
    expect(report.summary).toEqual({ create: 7, update: 0, delete: 0, unchanged: 0 });
    expect(notices(report, "heldBack")).toEqual([
      "clients active: was deleted, and comes back inactive",
      "clients hasPortalAccess: was deleted, and comes back without",
      "clients authorizedEmails: dev@example.com was removed, and stays so",
      "clients authorizedEmails: ops@example.com was removed, and stays so",
      "clients active: was deleted, and comes back inactive",
      ...Array(3).fill("profiles active: was deleted, and comes back inactive"),
    ]);
    expect(notices(report, "lost").toSorted()).toEqual([
      "profiles jwt.versions: comes back without its secrets; a rotation makes a new one",
      "profiles token.versions: comes back without its tokens; a rotation makes a new one",
      "profiles token.versions: comes back without its tokens; a rotation makes a new one",
    ]);
    expect(await found("proxies", `${p}-accounts`)).toMatchObject({
      id: accounts.id,
      collectionId: payments.id,
      requestSchema: { type: "object", properties: { "a.b": { type: "string" } } },
    });
    for (const { id, key } of [client, partner])
      expect(await found("clients", key)).toMatchObject({ id, active: false, hasPortalAccess: false });
    for (const { id, key } of [first, batch])
      expect(await found("profiles", key)).toMatchObject({ id, active: false, token: { versions: [] } });
    const again = await viewer<Resource>("GET", `/profiles/${jwt}`);
    expect(again.body).toMatchObject({ active: false, jwt: { versions: [] } });
    const rotated = await call("POST", `/profiles/${first.id}/rotate-token`);
    expect(rotated.status).toBe(200);

    const back = await done(at, { reactivate: true });
    expect(back.summary).toMatchObject({ create: 0, update: 5 });
    expect(notices(back, "heldBack")).toEqual([]);
    expect(await found("clients", `${p}-partner`)).toMatchObject({
      active: true,
      authorizedEmails: ["dev@example.com", "ops@example.com"],
    });
    expect(await found("profiles", `${p}-batch`)).toMatchObject({ active: true, token: { versions: [] } });
  });

  it("gives nobody back what was taken from them, unless reactivate is asked for; killed tokens never", async () => {
    const batch = await found("profiles", `${p}-batch`);
    const kept = ["10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"];
    await patch("profiles", `${p}-batch`, { allowedIps: kept, deniedIps: ["10.9.0.0/16"] });
    const at = (await newest()).version;
    await call("POST", `/profiles/${batch.id}/rotate-token`);
    const token = await found("profiles", `${p}-batch`);
    await patch("profiles", `${p}-batch`, {
      active: false,
      allowedIps: ["10.1.0.0/16", "203.0.113.9", "2001:db8::/32"],
      deniedIps: ["10.1.2.0/24"],
      expiresAt: "2040-01-01T00:00:00Z",
    });
    await patch("clients", `${p}-partner`, {
      active: false,
      hasPortalAccess: false,
      authorizedEmails: ["ops@example.com", "new@example.com"],
    });

    const report = await done(at);
    expect(notices(report, "heldBack")).toEqual([
      "clients active: was deactivated, and stays so",
      "clients hasPortalAccess: was withdrawn, and stays so",
      "clients authorizedEmails: dev@example.com was removed, and stays so",
      "profiles active: was deactivated, and stays so",
      "profiles expiresAt: ends earlier by now, and is not put off",
      "profiles allowedIps: 10.0.0.0/8 was removed, and stays so",
      "profiles allowedIps: 192.0.2.0/24 was removed, and stays so",
      "profiles deniedIps: 10.1.2.0/24 was denied, and stays so",
    ]);
    expect(notices(report, "lost")).toEqual([
      "profiles token.versions: 1 tokens were killed since, and stay so",
    ]);
    const held = {
      active: false,
      expiresAt: "2040-01-01T00:00:00.000Z",
      allowedIps: ["10.1.0.0/16", "2001:db8::/32"],
      deniedIps: ["10.9.0.0/16", "10.1.2.0/24"],
      token: token["token"],
    };
    expect(await found("profiles", `${p}-batch`)).toMatchObject(held);
    expect(await found("clients", `${p}-partner`)).toMatchObject({
      active: false,
      hasPortalAccess: false,
      authorizedEmails: ["ops@example.com"],
    });
    expect(await done(at)).toMatchObject({ applied: false, summary: { update: 0, unchanged: 2 } });

    const back = await done(at, { reactivate: true });
    expect(notices(back, "heldBack")).toEqual([]);
    expect(back.changes.flatMap(({ widenings }) => widenings.map(({ path }) => path))).toEqual(
      expect.arrayContaining(["active", "allowedIps", "deniedIps", "expiresAt"]),
    );
    expect(await found("profiles", `${p}-batch`)).toMatchObject({
      active: true,
      expiresAt: null,
      allowedIps: kept,
      deniedIps: ["10.9.0.0/16"],
      token: token["token"],
    });
  });

  it("leaves secrets as they are, and needs a credential that was deleted with its secret to be made again", async () => {
    const made = await create(call, "credentials", { key: `${p}-key`, apiKey: { value: "canary-one" } });
    const at = (await newest()).version;
    await patch("credentials", `${p}-key`, { apiKey: { value: "canary-two" }, keyName: "X-Other" });
    await patch("credentials", `${p}-upstream`, { apiKey: { env: "OTHER_KEY" } });
    const report = await done(at);
    expect(notices(report, "lost")).toEqual([
      "credentials apiKey: is another one by now, and stays so",
      "credentials apiKey: is another one by now, and stays so",
    ]);
    expect(lines(report)).toEqual([`update credentials ${p}-key`, `unchanged credentials ${p}-upstream`]);
    expect(await found("credentials", `${p}-key`)).toMatchObject({ keyName: "X-Api-Key" });
    expect(await found("credentials", `${p}-upstream`)).toMatchObject({ apiKey: { env: "OTHER_KEY" } });

    await call("DELETE", `/credentials/${made.id}`);
    const refused = await restore(at);
    expect([refused.status, refused.body.error]).toEqual([409, "conflict"]);
    expect(refused.body.details).toEqual([
      { path: `credentials.${p}-key.apiKey`, code: "secret_gone", message: expect.any(String) },
    ]);
    const again = await create(call, "credentials", { key: `${p}-key`, apiKey: { value: "canary-three" } });
    expect(lines(await done(at, {}, admin))).toContain(`update credentials ${p}-key`);
    expect(await found("credentials", `${p}-key`)).toMatchObject({ id: again.id });
    expect(JSON.stringify(report)).not.toContain("canary");
  });

  it("makes a deleted credential again that only refers to its secret, and what used it uses it again", async () => {
    const { id: collectionId } = await found("collections", `${p}-payments`);
    const { id } = await found("credentials", `${p}-upstream`);
    await patch("collections", `${p}-payments`, { credentialId: null });
    await call("DELETE", `/credentials/${id}`);
    expect(lines(await done(version))).toEqual([
      `create credentials ${p}-upstream`,
      `update collections ${p}-payments`,
    ]);
    expect(await found("credentials", `${p}-upstream`)).toMatchObject({
      id,
      apiKey: { env: "UPSTREAM_KEY" },
    });
    expect(await found("collections", `${p}-payments`)).toMatchObject({ id: collectionId, credentialId: id });
  });

  it("takes what was made again under the same key for what was deleted", async () => {
    const old = await found("policies", `${p}-gold`);
    await patch("clients", `${p}-partner`, { policyId: null });
    await call("DELETE", `/policies/${old.id}`);
    const made = await create(call, "policies", { key: `${p}-gold`, name: "Other" });
    const report = await done(version);
    expect(lines(report)).toEqual([`update policies ${p}-gold`, `update clients ${p}-partner`]);
    expect(await found("policies", `${p}-gold`)).toMatchObject({ id: made.id, name: "Gold" });
    expect(await found("clients", `${p}-partner`)).toMatchObject({ policyId: made.id });
  });

  it("frees keys and paths in whatever order that takes", async () => {
    await patch("collections", `${p}-payments`, { basePath: `/${p}-moved`, key: `${p}-moved` });
    const usurper = await create(call, "collections", { basePath: `/${p}`, key: `${p}-payments` });
    const client = await found("clients", `${p}-partner`);
    const held = [...(client["collectionIds"] as string[]), usurper.id];
    await patch("clients", `${p}-partner`, { collectionIds: held });
    const report = await done(version);
    expect(report.summary).toEqual({ create: 0, update: 2, delete: 1, unchanged: 0 });
    expect(await found("collections", `${p}-payments`)).toMatchObject({ basePath: `/${p}` });
  });

  it("restores settings, and keeps denied what is denied", async () => {
    const { body, headers } = await viewer<Resource>("GET", "/settings");
    const etag = (answer: Headers) => ({ "if-match": answer.get("etag") ?? "" });
    const message = `Back soon ${p}`;
    const changed = await call(
      "PATCH",
      "/settings",
      { maintenance: { message }, deniedIps: ["192.0.2.66"], timeouts: { connectMs: 77 } },
      etag(headers),
    );
    expect(changed.status).toBe(200);
    const report = await done(version);
    expect(lines(report)).toEqual(["update settings settings"]);
    expect(notices(report, "heldBack")).toEqual(["settings deniedIps: 192.0.2.66 was denied, and stays so"]);
    const now = await viewer<Resource>("GET", "/settings");
    expect(now.body).toMatchObject({
      maintenance: null,
      timeouts: body["timeouts"],
      deniedIps: ["192.0.2.66"],
    });
    await done(version, { reactivate: true });
    expect((await viewer<Resource>("GET", "/settings")).body).toMatchObject({ deniedIps: body["deniedIps"] });
  });

  it("is in the audit with the version, who, why, what widened and what was held back", async () => {
    await patch("policies", `${p}-gold`, { name: "Other" });
    await patch("clients", `${p}-partner`, { active: false });
    const report = await done(version, { reason: "INC-7: undo the release" });
    const entry = async (query: string) =>
      (await auditor<{ items: Record<string, unknown>[] }>("GET", `/audit-logs?${query}`)).body.items;
    const [summary] = await entry("action=config.restore&limit=1");
    expect(summary).toMatchObject({
      version: report.configVersion,
      reason: "INC-7: undo the release",
      resource: { type: "config", key: `version-${version}` },
      body: { version, reactivate: false },
      after: { update: 1, heldBack: [`clients ${p}-partner: active was deactivated, and stays so`] },
    });
    const all = await entry(`changeId=${summary?.["changeId"]}`);
    expect(all.map(({ action }) => action).toSorted()).toEqual(["config.restore", "policy.update"]);
    expect(new Set(all.map(({ reason }) => reason))).toEqual(new Set(["INC-7: undo the release"]));
    expect(await newest()).toMatchObject({
      action: "config.restore",
      reason: "INC-7: undo the release",
      resource: { key: `version-${version}` },
    });
    const { body } = await viewer("GET", `/versions/${report.configVersion}/diff`);
    expect(body).toMatchObject({ changes: [{ kind: "policies", key: `${p}-gold`, action: "update" }] });
  });
});

describe("a restore is refused", () => {
  it("for versions that aren't, and for bodies that say something else", async () => {
    const next = (await newest()).version + 1;
    expect(await restore(next)).toMatchObject({ status: 404, body: { error: "not_found" } });
    for (const wrong of ["0", "-1", "x", "01", "9999999999999999"]) {
      const answer = await call("POST", `/versions/${wrong}/restore`, {});
      expect(answer).toMatchObject({ status: 400, body: { error: "validation_failed" } });
    }
    for (const body of [
      { dryRun: "yes" },
      { reactivate: 1 },
      { baseVersion: "1" },
      { baseVersion: -1 },
      { reason: "" },
      { reason: "a\nb" },
      { reason: "x".repeat(501) },
      { force: true },
      [],
    ])
      expect(await restore(version, body)).toMatchObject({
        status: 400,
        body: { error: "validation_failed" },
      });
    const two = { "x-change-reason": "one" };
    expect(await restore(version, { reason: "another" }, call, two)).toMatchObject({
      status: 400,
      body: { details: [{ path: "reason" }] },
    });
    expect((await newest()).version).toBe(next - 1);
  });

  it("for nobody, viewers and auditors, whatever they ask for", async () => {
    expect((await restore(version, {}, nobody)).status).toBe(401);
    for (const who of [viewer, auditor])
      for (const number of [version, 999_999]) expect((await restore(number, {}, who)).status).toBe(403);
  });

  it("whole, with every resource that can't be what it was, by name", async () => {
    // Two that swap their keys: neither can have its own back while the other one has it.
    const [one, two] = [await create(call, "policies"), await create(call, "policies")];
    const at = (await newest()).version;
    await patch("policies", one.key, { key: `${p}-aside` });
    await patch("policies", two.key, { key: one.key });
    await patch("policies", `${p}-aside`, { key: two.key });
    const before = await exported();
    const refused = await restore(at);
    expect([refused.status, refused.body.error]).toEqual([409, "conflict"]);
    expect(refused.body.details?.map(({ path }) => path).toSorted()).toEqual(
      [`policies.${one.key}`, `policies.${two.key}`].toSorted(),
    );
    expect(await exported()).toEqual(before);
  });

  it("to modifiers where it would send a secret elsewhere, and not to admins", async () => {
    const secret = { value: "canary-four" };
    const at = async () => (await newest()).version;
    await create(call, "credentials", { key: `${p}-oauth`, apiKey: secret });
    const then = await at();
    await patch("credentials", `${p}-oauth`, { origins: ["https://new.example"], apiKey: secret });
    const refused = await restore(then);
    expect([refused.status, refused.body.error]).toEqual([400, "validation_failed"]);
    expect(refused.body.details).toMatchObject([
      { path: `credentials.${p}-oauth.origins`, code: "secret_required" },
    ]);
    expect(await done(then, {}, admin)).toMatchObject({ applied: true });
  });
});

describe("restores at the same time", () => {
  it("are refused when config has changed since it was looked at", async () => {
    const { version: base } = await newest();
    await patch("policies", `${p}-gold`, { name: "Other" });
    expect(await restore(version, { baseVersion: base })).toMatchObject({
      status: 412,
      body: { error: "precondition_failed" },
    });
    expect(await done(version, { baseVersion: base + 1 })).toMatchObject({ applied: true });
  });

  it("count what was committed right before them, in the same transaction too", async () => {
    await patch("policies", `${p}-gold`, { name: "Other" });
    const then = await exported();
    const at = (await newest()).version;
    const changes = Array.from({ length: 12 }, () => create(call, "policies"));
    const restores = Array.from({ length: 3 }, () => restore(at));
    await Promise.all([...changes, ...restores]);
    for (const { status } of await Promise.all(restores)) expect(status).toBe(200);
    await done(at);
    expect(await exported()).toEqual(then);
    const { body } = await auditor("GET", "/audit-logs/verify");
    expect(body).toMatchObject({ ok: true });
  });

  it("are one under the same Idempotency-Key", async () => {
    await patch("policies", `${p}-gold`, { name: "Other" });
    const key = { "idempotency-key": `restore-${p}` };
    const body = { reason: "once" };
    const first = await restore(version, body, call, key);
    await patch("policies", `${p}-gold`, { name: "Other" });
    const second = await restore(version, body, call, key);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await found("policies", `${p}-gold`)).toMatchObject({ name: "Other" });
    expect((await restore(version, { reason: "twice" }, call, key)).body.error).toBe("idempotency_conflict");
  });
});

describe("a reason", () => {
  const inUtf8 = (text: string) => Buffer.from(text).toString("latin1");

  it("is kept with any change, in its audit entry and its version", async () => {
    const reason = "CHG-1: Grenze erhöht – 上限";
    const { id, revision } = await found("policies", `${p}-gold`);
    const headers = { "if-match": `"${revision}"`, "x-change-reason": inUtf8(reason) };
    const changed = await call("PATCH", `/policies/${id}`, { name: "Other" }, headers);
    expect(changed.status).toBe(200);
    expect(await newest()).toMatchObject({ reason, action: "policy.update" });
    const { body } = await auditor<{ items: object[] }>("GET", `/audit-logs?resourceId=${id}&limit=1`);
    expect(body.items).toMatchObject([{ reason }]);
  });

  it.each(["", "x".repeat(501), "zur\xfcck", inUtf8("a\u202eb")])("is refused as %j", async (reason) => {
    const before = await newest();
    const answer = await call("DELETE", `/policies/${"0".repeat(24)}`, undefined, {
      "x-change-reason": reason,
    });
    expect([answer.status, answer.body["error"]]).toEqual([400, "bad_request"]);
    expect(await newest()).toEqual(before);
  });
});
