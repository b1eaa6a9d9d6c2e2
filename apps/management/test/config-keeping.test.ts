import { describe, expect, it } from "vitest";
import { actions, type Document, sample, useConfig } from "./config-calls.ts";
import { create } from "./samples.ts";

const { call, apply, diff, found, patch } = useConfig();

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
