import { SESSION_LIFETIME_MS } from "@zerq/auth/portal-session";
import { randomId } from "@zerq/crypto/random";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/entities.ts";
import { startTestPortal, type TestPortal } from "../../test/test-portal.ts";

const ONE = "one@partner.example";
const BOTH = "both@partner.example";
let portal: TestPortal;
let acme: ReturnType<typeof client>;
let bank: ReturnType<typeof client>;

beforeAll(async () => {
  portal = await startTestPortal();
  const key = portal.keys.PORTAL_KEY;
  acme = client(key, [ONE, BOTH], { name: "Acme", description: "The shop." });
  bank = client(key, [BOTH], { name: "Bank" });
  await portal.projection.put("client", acme);
  await portal.projection.put("client", bank);
  await portal.projection.put("client", client(key, [ONE], { name: "Closed", active: false }));
  await portal.projection.put("client", client(key, [ONE], { name: "API only", hasPortalAccess: false }));
  await portal.applied();
});
afterAll(() => portal?.stop());

const expired = { status: 401, body: { error: "session_expired" } };
const denied = { status: 403, body: { error: "portal_access_denied" } };
const forged = { status: 403, body: { error: "csrf_failed" } };

describe("a session", () => {
  it("is for the one client that the address may enter", async () => {
    const browser = await portal.signedIn(ONE);
    expect((await browser.get("/api/me")).body).toMatchObject({
      email: ONE,
      client: { id: acme.id, name: "Acme", description: "The shop." },
      clientCount: 1,
      gatewayUrl: "http://gateway.test",
    });
    expect((await browser.get("/api/clients")).body).toEqual({
      items: [{ id: acme.id, name: "Acme", description: "The shop." }],
    });
  });

  it("ends after 24 hours, used or not", async () => {
    const browser = await portal.signedIn(ONE);
    const begun = portal.clock.now;
    portal.clock.now = begun + SESSION_LIFETIME_MS - 1;
    expect((await browser.get("/api/me")).status).toBe(200);
    portal.clock.now = begun + SESSION_LIFETIME_MS;
    expect(await browser.get("/api/me")).toMatchObject(expired);
    portal.clock.now = begun;
  });

  it.each(["/api/me", "/api/clients", "/api/collections", `/api/collections/${randomId()}`])(
    "is needed for %s",
    async (path) => {
      const browser = portal.browser();
      expect(await browser.get(path)).toMatchObject(expired);
      browser.cookies.set("zerq_portal_session", "A".repeat(43));
      expect(await browser.get(path)).toMatchObject(expired);
      expect(
        (await browser.get(path, { cookie: "zerq_portal_session=a; zerq_portal_session=b" })).status,
      ).toBe(401);
    },
  );

  it("ends by signing out, and leaves others alone", async () => {
    const [browser, other] = [await portal.signedIn(ONE), await portal.signedIn(ONE)];
    const kept = new Map(browser.cookies);
    expect((await browser.post("/api/sign-out", { csrf: true })).status).toBe(204);
    expect(browser.cookies.has("zerq_portal_session")).toBe(false);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await browser.get("/api/me")).toMatchObject(expired);
    expect((await other.get("/api/me")).status).toBe(200);
  });

  it("ends everywhere by signing out everywhere, for this address only", async () => {
    const browsers = [await portal.signedIn(ONE), await portal.signedIn(ONE), await portal.signedIn(ONE)];
    const stranger = await portal.signedIn(BOTH);
    expect((await browsers[0]?.post("/api/sign-out-everywhere", { csrf: true }))?.status).toBe(204);
    for (const browser of browsers) expect(await browser.get("/api/me")).toMatchObject(expired);
    expect((await stranger.get("/api/me")).status).toBe(200);
    expect((await (await portal.signedIn(ONE)).get("/api/me")).status).toBe(200);
  });

  it("can't be made, or moved to another address, by who can write to Redis", async () => {
    const { redis } = portal.projection;
    await portal.signedIn(BOTH);
    const keys = await redis.keys("zerq:portal:session:*");
    const browser = await portal.signedIn(ONE);
    const [own = ""] = (await redis.keys("zerq:portal:session:*")).filter((key) => !keys.includes(key));
    const before = (await redis.get(own)) ?? "";
    for (const key of keys) {
      await redis.set(own, (await redis.get(key)) ?? "");
      expect(await browser.get("/api/me")).toMatchObject(expired);
    }
    await redis.set(own, JSON.stringify({ address: BOTH }));
    expect(await browser.get("/api/me")).toMatchObject(expired);
    await redis.set(own, before);
    expect((await browser.get("/api/me")).status).toBe(200);
  });
});

describe("access", () => {
  it.each([
    ["the client is deactivated", { active: false }],
    ["portal access is taken away", { hasPortalAccess: false }],
    ["the address is removed", { addressHashes: [] }],
  ])("ends at once when %s", async (_what, change) => {
    const email = `${randomId()}@partner.example`;
    const own = client(portal.keys.PORTAL_KEY, [email]);
    await portal.projection.put("client", own);
    await portal.applied();
    const browser = await portal.signedIn(email);
    expect((await browser.get("/api/collections")).status).toBe(200);
    await portal.projection.put("client", { ...own, ...change });
    await portal.applied();
    for (const path of ["/api/me", "/api/clients", "/api/collections"])
      expect(await browser.get(path)).toMatchObject(denied);
  });

  it("ends when the client is deleted, or can't be understood", async () => {
    const email = `${randomId()}@partner.example`;
    const own = client(portal.keys.PORTAL_KEY, [email]);
    await portal.projection.put("client", own);
    await portal.applied();
    const browser = await portal.signedIn(email);
    const { id } = own;
    await portal.projection.publish([{ op: "put", kind: "client", id, entity: { ...own, scope: "new" } }]);
    await portal.applied();
    expect(await browser.get("/api/me")).toMatchObject(denied);
    await portal.projection.put("client", own);
    await portal.applied();
    expect((await browser.get("/api/me")).status).toBe(200);
    await portal.projection.publish([{ op: "delete", kind: "client", id }]);
    await portal.applied();
    expect(await browser.get("/api/me")).toMatchObject(denied);
  });
});

describe("choosing a client", () => {
  it("is asked of an address that has several, and is remembered", async () => {
    const browser = await portal.signedIn(BOTH);
    expect((await browser.get("/api/me")).body).toMatchObject({ client: null, clientCount: 2 });
    expect(await browser.get("/api/collections")).toMatchObject({ status: 409, body: { error: "conflict" } });
    expect((await browser.get("/api/clients")).body).toMatchObject({
      items: [{ name: "Acme" }, { name: "Bank" }],
    });
    const chosen = await browser.post(`/api/clients/${bank.id}/choose`, { csrf: true });
    expect(chosen).toMatchObject({ status: 200, body: { id: bank.id, name: "Bank" } });
    expect((await browser.get("/api/me")).body).toMatchObject({ client: { name: "Bank" } });
    expect((await browser.get("/api/collections")).status).toBe(200);
  });

  it("is refused for a client of others, and for what is none", async () => {
    const browser = await portal.signedIn(ONE);
    for (const id of [bank.id, randomId(), "__proto__", "%7B%22$ne%22:null%7D"]) {
      const answer = await browser.post(`/api/clients/${id}/choose`, { csrf: true });
      expect(answer).toMatchObject({ status: 404, body: { error: "not_found" } });
    }
    expect((await browser.get("/api/me")).body).toMatchObject({ client: { name: "Acme" } });
  });

  it("has to be done again when the chosen client is taken away", async () => {
    const email = `${randomId()}@partner.example`;
    const [first, second] = ["First", "Second"].map((name) =>
      client(portal.keys.PORTAL_KEY, [email], { name }),
    );
    if (first === undefined || second === undefined) throw new Error("two clients");
    await portal.projection.put("client", first);
    await portal.projection.put("client", second);
    await portal.applied();
    const browser = await portal.signedIn(email);
    await browser.post(`/api/clients/${first.id}/choose`, { csrf: true });
    await portal.projection.put("client", { ...first, active: false });
    await portal.applied();
    expect((await browser.get("/api/me")).body).toMatchObject({ client: null, clientCount: 1 });
    expect(await browser.get("/api/collections")).toMatchObject(denied);
  });
});

describe("a change", () => {
  it.each(["/api/sign-out", "/api/sign-out-everywhere", "/api/clients/x/choose"])(
    "on %s is refused from elsewhere, and without the session's token",
    async (path) => {
      const [browser, other] = [await portal.signedIn(ONE), await portal.signedIn(ONE)];
      expect(await browser.post(path)).toMatchObject(forged);
      const foreign = String((await other.get("/api/me")).body.csrfToken);
      expect(await browser.post(path, { headers: { "x-csrf-token": foreign } })).toMatchObject(forged);
      for (const origin of ["https://evil.example", "http://portal.test:8080", "null", "", null])
        expect(await browser.post(path, { csrf: true, origin })).toMatchObject(forged);
      const crossSite = { "sec-fetch-site": "same-site" };
      expect(await browser.post(path, { csrf: true, headers: crossSite })).toMatchObject(forged);
      expect((await browser.get("/api/me")).status).toBe(200);
    },
  );

  it("may prove by Sec-Fetch-Site alone that it is of our own page", async () => {
    const browser = await portal.signedIn(ONE);
    const own = { "sec-fetch-site": "same-origin" };
    expect((await browser.post("/api/sign-out", { csrf: true, origin: null, headers: own })).status).toBe(
      204,
    );
  });

  it("needs a session too", async () => {
    expect(await portal.browser().post("/api/sign-out")).toMatchObject(expired);
  });
});
