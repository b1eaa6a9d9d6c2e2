import { Secret } from "@zerq/logging/secret";
import { beforeEach, describe, expect, it } from "vitest";
import { auditModel } from "../src/audit/audit.model.ts";
import { connectDatabase } from "../src/database/connect.ts";
import { configVersionModel } from "../src/publishing/config-version.model.ts";
import type { VersionDiff } from "../src/publishing/version-diff.schema.ts";
import { type Refused, sample, useConfig } from "./config-calls.ts";
import { create, type Resource } from "./samples.ts";

const { call, viewer, auditor, nobody, started, apply, found, patch } = useConfig();

const newest = async () =>
  (await viewer<{ items: { version: number }[] }>("GET", "/versions?limit=1")).body.items[0]?.version ?? 0;
const diff = async (version: number, from?: number) => {
  const query = from === undefined ? "" : `?from=${from}`;
  const answer = await viewer<VersionDiff>("GET", `/versions/${version}/diff${query}`);
  expect(answer.status).toBe(200);
  return answer.body;
};
const lines = ({ changes }: VersionDiff) =>
  changes.map(({ action, kind, key }) => `${action} ${kind} ${key}`);

let base: number;
beforeEach(async () => {
  base = await newest();
});

describe("the diff of two versions", () => {
  it("tells what was added, changed and removed, field by field, in either order", async () => {
    const { p, document } = sample();
    await apply(document);
    await patch("policies", `${p}-gold`, { rateLimit: { max: 20 }, name: "Gold plus" });
    await patch("policies", `${p}-gold`, { name: "Gold" });
    const { id } = await found("profiles", `${p}-batch`);
    await call("DELETE", `/profiles/${id}`);
    const now = await newest();
    expect(now).toBe(base + 4);

    const whole = await diff(now, base);
    expect(lines(whole)).toEqual([
      `create policies ${p}-gold`,
      `create credentials ${p}-upstream`,
      `create collections ${p}-payments`,
      `create proxies ${p}-accounts`,
      `create clients ${p}-partner`,
    ]);
    expect(whole).toMatchObject({
      from: base,
      to: now,
      summary: { create: 5, update: 0, delete: 0 },
      entries: 10,
    });
    expect(whole.changes[0]?.fields).toContainEqual({
      path: "rateLimit",
      after: { max: 20, interval: "1m" },
    });

    const later = await diff(now, base + 1);
    expect(later.changes).toMatchObject([
      {
        kind: "policies",
        action: "update",
        fields: [{ path: "rateLimit.max", before: 10, after: 20 }],
      },
      { kind: "profiles", key: `${p}-batch`, id, action: "delete" },
    ]);
    const backwards = await diff(base + 1, now);
    expect(backwards.changes).toMatchObject([
      { action: "update", fields: [{ path: "rateLimit.max", before: 20, after: 10 }] },
      { action: "create", key: `${p}-batch` },
    ]);
    expect(backwards.versions).toEqual(later.versions);
  });

  it("is with the version before unless another is named, and nothing with itself", async () => {
    const { name, key } = await create(call, "policies");
    const one = await diff(base + 1);
    expect(one).toMatchObject({ from: base, to: base + 1, entries: 1 });
    expect(one.changes[0]?.fields).toContainEqual({ path: "name", after: name });
    expect(lines(one)).toEqual([`create policies ${key}`]);
    expect(await diff(base + 1, base + 1)).toMatchObject({ changes: [], entries: 0, versions: [] });
  });

  it("starts at nothing with 0, and holds what there is now", async () => {
    const all = lines(await diff(await newest(), 0));
    for (const kind of ["policies", "credentials", "collections", "proxies", "clients", "profiles"]) {
      const { items } = (await viewer<{ items: Resource[] }>("GET", `/${kind}?limit=500`)).body;
      const created = all.filter((line) => line.startsWith(`create ${kind} `)).toSorted();
      expect(created).toEqual(items.map(({ key }) => `create ${kind} ${key}`).toSorted());
    }
    expect(all).toContain("create settings settings");
    expect(all.filter((line) => !line.startsWith("create "))).toEqual([]);
  });

  it("tells of what comes and goes with another resource, and of credentials that are held to an origin", async () => {
    const client = await create(call, "clients");
    const profile = (client["defaultProfile"] as Resource).key;
    const withProfile = await diff(await newest());
    expect(lines(withProfile)).toEqual([`create clients ${client.key}`, `create profiles ${profile}`]);
    await call("DELETE", `/clients/${client.id}`);
    expect(await diff(await newest())).toMatchObject({
      changes: [
        { action: "delete", kind: "clients" },
        { action: "delete", kind: "profiles", key: profile, id: null, fields: [] },
      ],
    });
    expect((await diff(await newest(), base)).changes).toEqual([]);

    const proxy = await create(call, "proxies");
    await call("DELETE", `/collections/${proxy["collectionId"]}`);
    expect(await diff(await newest())).toMatchObject({
      changes: [
        { action: "delete", kind: "collections" },
        { action: "delete", kind: "proxies", key: proxy.key, id: null },
      ],
    });
    const together = await diff(await newest(), base);
    expect(together.changes).toEqual([]);

    const credential = await create(call, "credentials", { origins: [] });
    const { key } = await create(call, "collections", { credentialId: credential.id });
    const pinning = await diff(await newest());
    expect(lines(pinning)).toEqual([`update credentials ${credential.key}`, `create collections ${key}`]);
    expect(pinning.changes[0]?.fields).toEqual([
      { path: "origins", before: [], after: ["http://127.0.0.1:9"] },
    ]);
  });

  it("says who made each version", async () => {
    await create(call, "policies");
    const { versions } = await diff(base + 1);
    expect(versions).toMatchObject([
      { version: base + 1, actor: { name: expect.any(String) }, action: "policy.create" },
    ]);
    expect(versions).toHaveLength(1);
  });

  it("says that a secret was entered anew, and holds neither of them", async () => {
    const made = await create(call, "credentials", { apiKey: { value: "canary-one" } });
    await patch("credentials", made.key, { apiKey: { value: "canary-two" } });
    const one = await diff(await newest());
    expect(one.changes).toMatchObject([
      { fields: [{ path: "apiKey.replaced", before: false, after: true }] },
    ]);
    const client = await create(call, "clients");
    const { id } = client["defaultProfile"] as Resource;
    const rotated = await call<{ token: string }>("POST", `/profiles/${id}/rotate-token`, {});
    expect(rotated.status).toBe(200);
    const rotation = await diff(await newest());
    expect(rotation.changes).toMatchObject([{ action: "update", fields: [{ path: "token.versions" }] }]);
    const all = JSON.stringify([rotation, await diff(await newest(), 0)]);
    expect(all).not.toMatch(/canary-|zerq_tok_|fingerprint|"hash"/);
  });
});

describe("a version", () => {
  it("shows all of its audit entries", async () => {
    const { document } = sample();
    await apply(document);
    const { body } = await viewer("GET", `/versions/${await newest()}`);
    expect(Number(body["lastAuditSequence"]) - Number(body["auditSequence"])).toBe(6);
  });
});

describe("the diff is refused", () => {
  const refused = (path: string, who = viewer) => who<Refused>("GET", path);

  it.each(["0", "-1", "01", "1.5", "x", "9999999999999999", "%7B%22$gt%22:0%7D"])(
    "for %s, which is no version",
    async (version) => {
      const answer = await refused(`/versions/${version}/diff`);
      expect([answer.status, answer.body.error]).toEqual([400, "validation_failed"]);
    },
  );

  it.each(["from=-1", "from=x", "from=", "from=01", "from[$gt]=0", "from=1&from=2", "to=1"])(
    "for ?%s",
    async (query) => {
      const answer = await refused(`/versions/1/diff?${query}`);
      expect([answer.status, answer.body.error]).toEqual([400, "validation_failed"]);
    },
  );

  it("for versions that aren't there yet, on either side", async () => {
    const next = (await newest()) + 1;
    for (const path of [`/versions/${next}/diff`, `/versions/1/diff?from=${next}`]) {
      const answer = await refused(path);
      expect([answer.status, answer.body.error]).toEqual([404, "not_found"]);
      expect(answer.body.message).toContain(String(next));
    }
  });

  it("for nobody, and for auditors", async () => {
    expect((await refused("/versions/1/diff", nobody)).status).toBe(401);
    expect((await refused("/versions/1/diff", auditor)).status).toBe(403);
  });

  it("for versions that too many changes lie between", async () => {
    const connection = await connectDatabase(new Secret(started().environment["MONGODB_URI"] ?? ""));
    const rows = configVersionModel(connection).collection;
    try {
      await rows.updateOne({ _id: 1 as never }, { $inc: { auditSequence: -10_000 } });
      const answer = await refused(`/versions/${await newest()}/diff?from=0`);
      expect([answer.status, answer.body.error]).toEqual([400, "validation_failed"]);
      expect(answer.body.details).toMatchObject([{ path: "query.from", code: "too_far" }]);
    } finally {
      await rows.updateOne({ _id: 1 as never }, { $inc: { auditSequence: 10_000 } });
      await connection.close();
    }
  });

  it("for a range of which the audit isn't kept any more, and for no other", async () => {
    await create(call, "policies");
    const connection = await connectDatabase(new Secret(started().environment["MONGODB_URI"] ?? ""));
    const entries = auditModel(connection).collection;
    const { body } = await viewer("GET", `/versions/${base + 1}`);
    const _id = body["auditSequence"] as never;
    const kept = (await entries.findOne({ _id })) as unknown as { content: object; salt: string };
    try {
      await entries.updateOne({ _id }, { $unset: { content: "", salt: "" } });
      for (const path of [`/versions/${base + 1}/diff`, `/versions/${base + 1}/diff?from=0`]) {
        const answer = await refused(path);
        expect([answer.status, answer.body.error]).toEqual([410, "history_gone"]);
      }
      expect((await refused(`/versions/${base}/diff?from=0`)).status).toBe(200);
      expect((await viewer("GET", `/versions/${base + 1}`)).status).toBe(200);
    } finally {
      await entries.updateOne({ _id }, { $set: { content: kept.content, salt: kept.salt } });
      await connection.close();
    }
  });
});
