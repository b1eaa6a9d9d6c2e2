import { createAuthority } from "@zerq/test-kit/certificate-authority";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApplyReport, DiffReport } from "../src/config/config-report.schema.ts";
import type { Warning } from "../src/resources/widenings/warning.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Kind, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Refused = { error: string; details?: { path: string; code: string }[] };
type Told = Resource & Refused & { warnings?: Warning[] };
type Entry = { action: string; resource: { id: string }; widenings?: Warning[] };

let management: StartedManagement;
let call: Call;
let admin: Call;
let counter = 0;
beforeAll(async () => {
  management = await startTestManagement();
  [call, admin] = [await apiCaller(management, "modifier"), await apiCaller(management, "admin")];
});
afterAll(() => management?.stop());

const tag = ({ revision }: Resource) => ({ "if-match": `"${revision}"` });
const codes = (warnings: Warning[] = []) => warnings.map(({ code }) => code);
/** Each with the collection, profile or policy that has to do with it. */
const about = (warnings: Warning[] = []) => warnings.map(({ code, other }) => [code, other?.id]);
const patch = async (kind: Kind, made: Resource, change: object) =>
  call<Told>("PATCH", `/${kind}/${made.id}`, change, tag(made));
const collection = (basePath: string, more: object = {}) =>
  create(call, "collections", { basePath, status: "published", ...more }) as Promise<Told>;
const fresh = () => `/w${++counter}`;

async function entryOf(id: string): Promise<Entry> {
  const page = await admin<{ items: Entry[] }>("GET", `/audit-logs?limit=1&resourceId=${id}`);
  const [entry] = page.body.items;
  if (entry === undefined) throw new Error("no entry");
  return entry;
}

describe("requests of another collection", () => {
  it("that a new one takes are told, with whose they are and where, in answer and audit alike", async () => {
    const base = fresh();
    const wide = await collection(base, { name: "Wide" });
    const made = await collection(`${base}/v2`, { hosts: ["a.example"] });
    expect(codes(made.warnings)).toEqual(["in_service", "takes_requests"]);
    expect(made.warnings?.[1]).toEqual({
      code: "takes_requests",
      message: `takes requests from the collection ${wide.key}: ${base}/v2 at a.example`,
      path: "basePath",
      other: { kind: "collection", id: wide.id, key: wide.key, name: "Wide" },
    });
    const entry = await entryOf(made.id);
    expect([entry.action, entry.widenings]).toEqual(["collection.create", made.warnings]);
    expect((await admin("GET", "/audit-logs/verify")).body).toMatchObject({ ok: true });
    expect((await call<Told>("GET", `/collections/${made.id}`)).body).not.toHaveProperty("warnings");
  });

  it("are told when a wider path shadows at one host, and not when it stands behind", async () => {
    const base = fresh();
    const narrow = await collection(`${base}/pay`);
    const behind = await collection(base);
    expect(about(behind.warnings)).toEqual([
      ["in_service", undefined],
      ["overlaps", narrow.id],
    ]);
    const shadow = await patch("collections", behind, { hosts: ["b.example"] });
    expect(about(shadow.body.warnings)).toEqual([["takes_requests", narrow.id]]);
    expect(shadow.body.warnings?.[0]?.path).toBe("hosts");
  });

  it("are not told of near misses", async () => {
    const base = fresh();
    await collection(`${base}/pay`, { hosts: ["a.example"] });
    for (const [path, hosts] of [
      [`${base}/pays`, ["a.example"]],
      [`${base}/pa`, ["a.example"]],
      [`${base}/pay/x`, ["b.example"]],
      [`${base}/pay`, ["*.a.example"]],
      [`${base}/other`, []],
    ] as const)
      expect(codes((await collection(path, { hosts })).warnings)).toEqual(["in_service"]);
  });

  it("are told as what may come while one is a draft, and for certain when it is published", async () => {
    const base = fresh();
    const wide = await collection(base);
    const draft = await collection(`${base}/v2`, { status: "draft" });
    expect(about(draft.warnings)).toEqual([["overlaps", wide.id]]);
    const renamed = await patch("collections", draft, { name: "Other" });
    expect(renamed.body).not.toHaveProperty("warnings");
    const status = { status: "published" };
    const published = await call<Told>("PUT", `/collections/${draft.id}/status`, status);
    expect(about(published.body.warnings)).toEqual([
      ["in_service", undefined],
      ["takes_requests", wide.id],
    ]);
    expect((await entryOf(draft.id)).widenings).toEqual(published.body.warnings);
  });

  it("that are left to a wider one are told: by a draft, a move, a deletion", async () => {
    const base = fresh();
    const wide = await collection(base);
    const [one, two, three] = [
      await collection(`${base}/1`),
      await collection(`${base}/2`),
      await collection(`${base}/3`),
    ];
    const draft = await call<Told>("PUT", `/collections/${one.id}/status`, { status: "draft" });
    expect(about(draft.body.warnings)).toEqual([["gives_requests", wide.id]]);
    const moved = await patch("collections", two, { basePath: `${base}/2/v2` });
    expect(about(moved.body.warnings)).toEqual([["gives_requests", wide.id]]);
    expect((await call("DELETE", `/collections/${three.id}`)).status).toBe(204);
    expect(about((await entryOf(three.id)).widenings)).toEqual([["gives_requests", wide.id]]);
  });

  it("are told of many collections by their number", async () => {
    const base = fresh();
    for (let at = 0; at < 22; at += 1) await collection(`${base}/${at}`, { status: "draft" });
    const { warnings = [] } = await collection(base, { status: "draft" });
    expect(warnings.length).toBe(21);
    expect(warnings.at(-1)).toEqual({ code: "overlaps", message: "and of 2 other collections" });
  });

  it("are refused where two would have the very same place", async () => {
    const base = fresh();
    await collection(base, { hosts: ["a.example"] });
    const twin = { ...samples.collections(), basePath: base, hosts: ["a.example", "b.example"] };
    expect((await call("POST", "/collections", twin)).status).toBe(409);
  });

  it("are told of a copy, with what its proxies keep", async () => {
    const base = fresh();
    const wide = await collection(base);
    const original = await collection(`${base}/a`);
    const capture = { requestBody: true };
    await call("POST", "/proxies", { ...samples.proxies(original.id), capture });
    const copy = await call<Told>("POST", `/collections/${original.id}/duplicate`, {});
    expect(copy.status).toBe(201);
    expect(copy.body.warnings?.map(({ code, path, other }) => [code, path, other?.id])).toEqual([
      ["overlaps", "basePath", wide.id],
      ["more_captured", "proxies.0.capture", undefined],
    ]);
  });
});

describe("who may call", () => {
  it.each([
    ["everybody", ["0.0.0.0/0"]],
    ["everybody, in IPv6's spelling", ["::ffff:0:0/96"]],
    ["both halves", ["0.0.0.0/1", "128.0.0.0/1"]],
    ["half of it in many parts", ["0.0.0.0/3", "32.0.0.0/3", "64.0.0.0/3", "::ffff:96.0.0.0/99"]],
    ["all of IPv6", ["::/0"]],
    ["all of IPv6 in use, in two parts", ["2000::/4", "3000::/4"]],
  ])("is refused for %s", async (_what, allowedIps) => {
    const client = await create(call, "clients");
    const made = await call<Told>("POST", "/profiles", { ...samples.profiles(client.id), allowedIps });
    expect([made.status, made.body.details?.[0]?.path]).toEqual([400, "allowedIps"]);
  });

  it("is counted once where networks overlap", async () => {
    const allowedIps = ["64.0.0.0/2", "64.0.0.0/3", "96.0.0.0/3"];
    const made = (await create(call, "profiles", { allowedIps })) as Told;
    expect(codes(made.warnings)).toEqual(["wide_addresses"]);
  });

  it("is told by numbers: more addresses, and a profile that asks for nothing", async () => {
    const made = (await create(call, "profiles", { authType: "none", allowedIps: ["192.0.2.0/25"] })) as Told;
    expect(codes(made.warnings)).toEqual(["no_credential", "weaker_credential"]);
    const same = await patch("profiles", made, { allowedIps: ["::ffff:192.0.2.0/122", "192.0.2.64/26"] });
    expect(same.body).not.toHaveProperty("warnings");
    const wider = await patch("profiles", same.body, { allowedIps: ["192.0.2.0/24"] });
    expect(codes(wider.body.warnings)).toEqual(["more_addresses"]);
    const none = await patch("profiles", wider.body, { allowedIps: [] });
    expect(none.status).toBe(400);
  });

  it("is told beside the client's other profiles", async () => {
    const authority = await createAuthority({ until: 90 });
    const client = (await create(call, "clients")) as Resource & { defaultProfile: Resource };
    const mtls = { caCertificates: authority.certificate, match: [{ type: "cn", value: `c-${++counter}` }] };
    const body = { ...samples.profiles(client.id), authType: "mtls", mtls };
    const strong = await call<Told>("POST", "/profiles", body);
    expect(strong.body).not.toHaveProperty("warnings");
    const off = await patch("profiles", client.defaultProfile, { active: false });
    expect(off.body).not.toHaveProperty("warnings");
    const weak = await call<Told>("POST", "/profiles", samples.profiles(client.id));
    expect(about(weak.body.warnings)).toEqual([["weaker_credential", strong.body.id]]);
    const again = await patch("profiles", off.body, { active: true });
    expect(codes(again.body.warnings)).toEqual(["reactivated"]);
    const named = await patch("profiles", strong.body, {
      mtls: { match: [{ type: "dns", value: "a.example" }] },
    });
    expect(codes(named.body.warnings)).toEqual(["more_certificates"]);
    const nobody = await patch("profiles", named.body, { mtls: { match: [] } });
    expect(nobody.status).toBe(400);
    const stronger = await patch("profiles", client.defaultProfile, { authType: "none" });
    expect([stronger.status, (await patch("profiles", again.body, { authType: "none" })).status]).toEqual([
      412, 400,
    ]);
  });

  it("is told where every token of an issuer will do, and refused where two clients could share one", async () => {
    const [issuer, audience] = [management.identity.issuer, "api"];
    const oidc = (requiredClaims: object) => ({
      authType: "oidc",
      oidc: { issuer, audience, requiredClaims },
    });
    const made = (await create(call, "profiles", oidc({ azp: "partner" }))) as Told;
    expect(made).not.toHaveProperty("warnings");
    const open = await patch("profiles", made, { oidc: { requiredClaims: { azp: null } } });
    expect(codes(open.body.warnings)).toEqual(["more_tokens", "any_subject"]);
    const { id } = await create(call, "clients");
    for (const [claims, status] of [
      [{ azp: "other" }, 409],
      [{}, 409],
    ] as const) {
      const other = { ...samples.profiles(id), ...oidc(claims) };
      expect((await call("POST", "/profiles", other)).status).toBe(status);
    }
    const closed = await patch("profiles", open.body, { oidc: { requiredClaims: { azp: "partner" } } });
    expect(closed.body).not.toHaveProperty("warnings");
    const apart = { ...samples.profiles(id), ...oidc({ azp: "other" }) };
    expect((await call("POST", "/profiles", apart)).status).toBe(201);
  });
});

describe("what clients may do", () => {
  it("is told by their policies' limits", async () => {
    const [low, high] = [
      await create(call, "policies", { rateLimit: { max: 10, interval: "1m" } }),
      await create(call, "policies", { rateLimit: { max: 20, interval: "1m" } }),
    ];
    const client = await create(call, "clients", { policyId: low.id });
    const raised = await patch("clients", client, { policyId: high.id });
    expect(about(raised.body.warnings)).toEqual([["limit_raised", high.id]]);
    const lowered = await patch("clients", raised.body, { policyId: low.id });
    expect(lowered.body).not.toHaveProperty("warnings");
    const free = await patch("clients", lowered.body, { policyId: null });
    expect(codes(free.body.warnings)).toEqual(["not_limited"]);
    const removed = await patch("policies", low, { rateLimit: null });
    expect(codes(removed.body.warnings)).toEqual(["not_limited"]);
  });

  it("is told of the settings", async () => {
    const { body } = await call<Told>("GET", "/settings");
    const denied = await call<Told>("PATCH", "/settings", { deniedIps: ["192.0.2.0/24"] }, tag(body));
    expect(denied.body).not.toHaveProperty("warnings");
    const less = await call<Told>("PATCH", "/settings", { deniedIps: "192.0.2.0/25" }, tag(denied.body));
    expect(codes(less.body.warnings)).toEqual(["less_denied"]);
    expect((await entryOf("settings")).widenings).toEqual(less.body.warnings);
  });

  it("is told again by a repeated request with the same key", async () => {
    const key = { "idempotency-key": `widenings-${++counter}` };
    const body = { ...samples.clients(), hasPortalAccess: true };
    const [first, second] = [
      await call<Told>("POST", "/clients", body, key),
      await call<Told>("POST", "/clients", body, key),
    ];
    expect(codes(first.body.warnings)).toEqual(["portal_access"]);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(second.body.warnings).toEqual(first.body.warnings);
  });
});

describe("many at once", () => {
  it("are told with their places", async () => {
    const base = fresh();
    const wide = await collection(base);
    const [one, two] = [
      await collection(`${base}/1`, { status: "draft" }),
      await collection(`${base}/1/2`, { status: "draft" }),
    ];
    const bulk = (body: object) =>
      call<{ warnings?: Warning[] }>("POST", "/collections/bulk", { ids: [one.id, two.id], ...body });
    const published = await bulk({ action: "status", status: "published" });
    expect(published.body.warnings?.map(({ code, path, other }) => [code, path, other?.id])).toEqual([
      ["in_service", "ids.0.status", undefined],
      ["takes_requests", "ids.0.status", wide.id],
      ["overlaps", "ids.0.status", two.id],
      ["in_service", "ids.1.status", undefined],
      ["takes_requests", "ids.1.status", one.id],
      ["overlaps", "ids.1.status", wide.id],
    ]);
    const labelled = await bulk({ action: "labels", labels: { a: "b" } });
    expect(labelled.body).not.toHaveProperty("warnings");
    const deleted = await bulk({ action: "delete" });
    expect(about(deleted.body.warnings)).toEqual([
      ["gives_requests", wide.id],
      ["gives_requests", wide.id],
    ]);
  });

  it("are told of an import, before it and by it", async () => {
    const base = fresh();
    const wide = await collection(base);
    const body = {
      document: {
        openapi: "3.0.3",
        info: { title: `Import ${++counter}`, version: "1" },
        servers: [{ url: "http://127.0.0.1:9" }],
        paths: { "/pets": { get: { responses: { 200: { description: "Pets." } } } } },
      },
      collection: { basePath: `${base}/pets` },
      status: "published",
    };
    const shown = (place: string) => [
      ["in_service", "collection.status", undefined],
      ["takes_requests", "collection.basePath", wide.id],
      ["in_service", `${place}.0.status`, undefined],
    ];
    type Report = { collection: Resource; warnings?: Warning[] };
    for (const [path, place] of [
      ["/imports/openapi/preview", "operations"],
      ["/imports/openapi", "proxies"],
    ] as const) {
      const { body: report } = await call<Report>("POST", path, body);
      expect(report.warnings?.map(({ code, path: field, other }) => [code, field, other?.id])).toEqual(
        shown(place),
      );
    }
  });

  it("are told of a document: when it is validated, compared, tried, applied, and in the audit", async () => {
    const base = fresh();
    const p = `w${counter}`;
    const wide = await collection(base);
    const entry = (key: string, basePath: string) => ({
      key: `${p}-${key}`,
      name: key,
      basePath,
      targetEndpoint: "http://127.0.0.1:9",
      status: "published",
    });
    const document = {
      collections: [entry("one", `${base}/1`), entry("two", `${base}/1/2`)],
      clients: [{ key: `${p}-c`, name: "C", email: "c@example.com", collections: [`${p}-one`] }],
      profiles: [
        { key: `${p}-p`, name: "P", client: `${p}-c`, authType: "none", allowedIps: ["64.0.0.0/3"] },
      ],
    };
    const shown = [
      ["in_service", "collections.0.status", undefined],
      ["takes_requests", "collections.0.basePath", wide.key],
      ["in_service", "collections.1.status", undefined],
      ["takes_requests", "collections.1.basePath", `${p}-one`],
      ["overlaps", "collections.1.basePath", wide.key],
      ["access_granted", "clients.0.collections", undefined],
      ["no_credential", "profiles.0.authType", undefined],
      ["wide_addresses", "profiles.0.allowedIps", undefined],
    ];
    const toldBy = (warnings: Warning[] = []) =>
      warnings.map(({ code, path, other }) => [code, path, other?.key]);
    const asked = ["validate", "diff", "apply?dryRun=true", "apply"];
    for (const way of asked) {
      const { status, body } = await call<{ warnings?: Warning[] }>("POST", `/config/${way}`, document);
      expect([way, status, toldBy(body.warnings)]).toEqual([way, 200, shown]);
    }
    const again = await call<ApplyReport>("POST", "/config/apply", document);
    expect([again.body.applied, again.body.warnings]).toEqual([false, undefined]);
    const made = await call<{ items: Resource[] }>("GET", `/profiles?key=${p}-p`);
    const audited = await entryOf(made.body.items[0]?.id ?? "");
    expect(codes(audited.widenings)).toEqual(["no_credential", "wide_addresses"]);

    const less = { collections: [{ ...document.collections[0], managedBy: p, labels: { w: p } }] };
    await call("POST", `/config/apply?managedBy=${p}`, { collections: document.collections });
    const pruned = await call<DiffReport>("POST", `/config/diff?prune=true&managedBy=${p}`, less);
    expect(toldBy(pruned.body.warnings)).toEqual([["gives_requests", "collections", `${p}-one`]]);
    const gone = await call<ApplyReport>("POST", `/config/apply?prune=true&managedBy=${p}`, less);
    expect(toldBy(gone.body.warnings)).toEqual([["gives_requests", "collections", `${p}-one`]]);
  });
});
