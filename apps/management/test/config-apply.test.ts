import { describe, expect, it } from "vitest";
import type { ApplyReport } from "../src/config/config-report.schema.ts";
import { type Entry, sample, useConfig } from "./config-calls.ts";
import { create, type Resource } from "./samples.ts";

const { call, admin, apply, diff, found, patch } = useConfig();

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
      widenings: [{ code: "more_addresses", path: "allowedIps", message: "may be used from every address" }],
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
