import { Secret } from "@zerq/logging/secret";
import { createAuthority } from "@zerq/test-kit/certificate-authority";
import { freshDatabase } from "@zerq/test-kit/stores";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase } from "../src/database/connect.ts";
import { type VersionUsage, versionUsageModel } from "../src/resources/profiles/version-usage.model.ts";
import { createUsageRecorder } from "../src/resources/profiles/version-usage.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { logRequest } from "./logged-request.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Version = { id: string; createdAt: string; expiresAt: string | null; lastUsedAt: string | null };
type Profile = Resource & { token?: { versions: Version[] }; jwt?: { versions: Version[] } };
type Page = { items: Resource[] };

let management: StartedManagement;
let call: Call;
let viewer: Call;
beforeAll(async () => {
  management = await startTestManagement({ EGRESS_ALLOW: "127.0.0.0/8:*" });
  call = await apiCaller(management, "modifier");
  viewer = await apiCaller(management, "viewer");
});
afterAll(() => management?.stop());

const read = async (id: string) => (await call<Profile>("GET", `/profiles/${id}`)).body;
const versionsOf = ({ token, jwt }: Profile) => (token ?? jwt)?.versions ?? [];
const rotate = async (id: string, what: "token" | "secret", overlapSeconds = 60) =>
  (await call<{ profile: Profile }>("POST", `/profiles/${id}/rotate-${what}`, { overlapSeconds })).body
    .profile;
const types = [
  ["token", "token"],
  ["jwt", "secret"],
] as const;

describe.each(types)("the versions of a %s profile", (authType, what) => {
  it("show when they were last used, as the gateways' log says, without a config version", async () => {
    const { id } = await create(call, "profiles", { authType });
    const [now, before] = versionsOf(await rotate(id, what));
    expect([now?.lastUsedAt, before?.lastUsedAt]).toEqual([null, null]);
    const newest = async () =>
      (await call<{ items: { version: number }[] }>("GET", "/versions?limit=1")).body.items;
    const [untouched, time] = [await newest(), Date.now() - 5_000];
    await logRequest(management, call, { profileId: id, versionId: before?.id ?? "", time });
    await logRequest(management, call, { profileId: id, versionId: null, time: time + 1_000 });
    const lastUses = async () => versionsOf(await read(id)).map(({ lastUsedAt }) => lastUsedAt);
    await expect.poll(lastUses).toEqual([null, new Date(time).toISOString()]);
    const page = await viewer<{ items: Profile[] }>("GET", "/profiles?limit=500");
    const listed = page.body.items.find((profile) => profile.id === id);
    expect(listed).toEqual(await read(id));
    expect(await newest()).toEqual(untouched);
  });

  it("are killed one by one, the last one too", async () => {
    const { id } = await create(call, "profiles", { authType });
    const rotated = await rotate(id, what);
    const [now, before] = versionsOf(rotated);
    const path = (version: string | undefined) => `/profiles/${id}/versions/${version}`;
    const stale = { "if-match": `"${rotated.revision - 1}"` };
    expect((await call("DELETE", path(before?.id), undefined, stale)).status).toBe(412);
    const killed = await call("DELETE", path(before?.id), undefined, { "if-match": `"${rotated.revision}"` });
    expect([killed.status, Number(killed.headers.get("zerq-config-version"))]).toEqual([
      204,
      expect.any(Number),
    ]);
    expect(versionsOf(await read(id)).map((version) => version.id)).toEqual([now?.id]);
    expect((await call("DELETE", path(before?.id))).status).toBe(404);
    expect((await viewer("DELETE", path(now?.id))).status).toBe(403);
    expect((await call("DELETE", path("x"))).status).toBe(400);
    expect((await call("DELETE", path(now?.id))).status).toBe(204);
    expect(versionsOf(await read(id))).toEqual([]);
    expect(versionsOf(await rotate(id, what))).toHaveLength(1);
    const elsewhere = `/profiles/0123456789abcdef01234567/versions/${now?.id}`;
    expect((await call("DELETE", elsewhere)).status).toBe(404);
  });
});

describe("the last use of a version", () => {
  it("is written once a minute, never goes back, and never lies ahead", async () => {
    const connection = await connectDatabase(new Secret(freshDatabase()));
    const recorder = createUsageRecorder(connection);
    const stored = async () => {
      const found = await versionUsageModel(connection).find().lean<VersionUsage[]>();
      return Object.fromEntries(found.map(({ _id, lastUsedAt }) => [_id, lastUsedAt.getTime()]));
    };
    const then = Date.now() - 600_000;
    await recorder.record([
      { versionId: "a", time: then },
      { versionId: "a", time: then + 1_000 },
      { versionId: "b", time: then },
    ]);
    expect(await stored()).toEqual({ a: then + 1_000, b: then });
    await recorder.record([{ versionId: "a", time: then + 60_999 }]);
    await recorder.record([{ versionId: "b", time: then - 600_000 }]);
    expect(await stored()).toEqual({ a: then + 1_000, b: then });
    await recorder.record([{ versionId: "a", time: then + 61_000 }]);
    // Another instance, which has written nothing yet.
    await createUsageRecorder(connection).record([{ versionId: "b", time: then - 600_000 }]);
    expect(await stored()).toEqual({ a: then + 61_000, b: then });
    await recorder.record([{ versionId: "b", time: Date.now() + 3_600_000 }]);
    expect((await stored())["b"]).toBeLessThanOrEqual(Date.now());
    await connection.close();
  });
});

describe("what ends soon", () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const ending = async (kind: string, days: number) => {
    const found = await viewer<Page>("GET", `/${kind}?limit=500&expiresBefore=${inDays(days)}`);
    return found.body.items.map(({ id }) => id);
  };
  const metric = async (kind: string, within: string) => {
    const text = await (await fetch(`${management.operationsUrl}/metrics`)).text();
    return Number(new RegExp(`zerq_expiring\\{kind="${kind}",within="${within}"\\} (\\d+)`).exec(text)?.[1]);
  };

  it("is found among profiles: themselves, versions, certificates and lists", async () => {
    const before = [await metric("profile", "7d"), await metric("profile", "30d")];
    const authority = await createAuthority({ until: 20 });
    const mtls = { caCertificates: authority.certificate, match: [{ type: "cn", value: "partner" }] };
    const listed = { ...mtls, crl: { pem: await authority.revocationList([], 3) } };
    const make = async (more: object) => (await create(call, "profiles", more)).id;
    const [itself, version, certificate, list, never, later] = [
      await make({ expiresAt: inDays(2) }),
      await make({ authType: "jwt" }),
      await make({ authType: "mtls", mtls }),
      await make({ authType: "mtls", mtls: { ...listed, match: [{ type: "cn", value: "other" }] } }),
      await make({}),
      await make({ expiresAt: inDays(300) }),
    ];
    await rotate(version, "secret", 3_600);
    const week = await ending("profiles", 7);
    expect(week).toEqual(expect.arrayContaining([itself, version, list]));
    const month = await ending("profiles", 30);
    expect(month).toEqual(expect.arrayContaining([itself, version, list, certificate]));
    for (const id of [never, later]) expect(month).not.toContain(id);
    expect(week).not.toContain(certificate);
    expect([await metric("profile", "7d"), await metric("profile", "30d")]).toEqual([
      (before[0] ?? 0) + 3,
      (before[1] ?? 0) + 4,
    ]);
    const { revision } = await read(itself);
    await call("PATCH", `/profiles/${itself}`, { expiresAt: null }, { "if-match": `"${revision}"` });
    expect(await ending("profiles", 7)).not.toContain(itself);
  });

  it("is found among credentials by their client certificates", async () => {
    const [soon, late] = [await testCertificate(undefined, 5), await testCertificate(undefined, 300)];
    const make = async ({ certificate, privateKey }: typeof soon) =>
      (
        await call<Resource>("POST", "/credentials", {
          name: `mTLS ${Math.random()}`,
          type: "mtls",
          clientCertificate: certificate,
          clientPrivateKey: privateKey,
        })
      ).body;
    const [one, two] = [await make(soon), await make(late)];
    expect(Math.round((Date.parse(String(one["certificateExpiresAt"])) - Date.now()) / 86_400_000)).toBe(5);
    expect(await ending("credentials", 7)).toEqual([one.id]);
    expect(await metric("credential", "7d")).toBe(1);
    const renewed = { clientCertificate: late.certificate, clientPrivateKey: late.privateKey };
    const patch = (body: object, revision: number) =>
      call<Resource>("PATCH", `/credentials/${one.id}`, body, { "if-match": `"${revision}"` });
    expect((await patch({ description: "kept" }, 1)).body["certificateExpiresAt"]).toBe(
      one["certificateExpiresAt"],
    );
    expect((await patch(renewed, 2)).body["certificateExpiresAt"]).toBe(two["certificateExpiresAt"]);
    const filed = { clientCertificate: { file: "c.pem" }, clientPrivateKey: { file: "k.pem" } };
    expect((await patch(filed, 3)).body["certificateExpiresAt"]).toBeNull();
    expect(await ending("credentials", 7)).toEqual([]);
  });

  it("is asked for with a time", async () => {
    for (const time of ["soon", "2026", ""])
      expect((await viewer("GET", `/profiles?expiresBefore=${time}`)).status).toBe(400);
  });
});
