import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { openPortalCall, type PortalCall, sealPortalAnswer } from "@zerq/plane-protocol/portal-call";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { client, profile } from "../../test/entities.ts";
import type { TestBrowser } from "../../test/test-browser.ts";
import { startTestPortal, type TestPortal } from "../../test/test-portal.ts";

/** Stands where management listens for the portal: opens what comes, and answers what the test wants. */
type Answer = { status: number; body: object; raw?: string; retryAfter?: string };
let answer: Answer;
let calls: PortalCall[] = [];
let management: Server;
let portal: TestPortal;
let browser: TestBrowser;
let own: ReturnType<typeof profile>;
let foreign: ReturnType<typeof profile>;
const email = "ann@partner.example";

beforeAll(async () => {
  management = createServer(async (request, response) => {
    const key = deriveKey(secretKey(Buffer.from(portal.keys.PORTAL_KEY, "base64")), "portal-calls");
    const { call } = openPortalCall(key, "default", await text(request), Date.now());
    calls.push(call);
    const { status, body, raw, retryAfter } = answer;
    const sealed = status === 200 ? sealPortalAnswer(key, "default", call.nonce, body) : JSON.stringify(body);
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
    response.end(raw ?? sealed);
  });
  await new Promise<void>((resolve) => management.listen(0, "127.0.0.1", resolve));
  const { port } = management.address() as AddressInfo;
  portal = await startTestPortal({ env: { MANAGEMENT_INTERNAL_URL: `http://127.0.0.1:${port}` } });
  const partner = client(portal.keys.PORTAL_KEY, [email]);
  const other = client(portal.keys.PORTAL_KEY, ["eve@other.example"]);
  own = profile(partner.id);
  foreign = profile(other.id);
  for (const one of [partner, other]) await portal.projection.put("client", one);
  for (const one of [own, foreign]) await portal.projection.put("profile", one);
  await portal.applied();
  browser = await portal.signedIn(email);
});
afterAll(async () => {
  await portal?.stop();
  management?.close();
});
beforeEach(() => {
  calls = [];
});

const rotated = () => ({ profileId: own.id, token: "zerq_tok_new", previousExpiresAt: null });
const rotate = (id: string, more: object = {}) =>
  browser.post(`/api/profiles/${id}/rotate-token`, { csrf: true, body: {}, ...more });

describe("what management knows of the developer's client", () => {
  it("is asked for with the developer's session and request, and shown as it comes", async () => {
    const body = { rateLimit: null, quota: null, tokenRotation: true };
    answer = { status: 200, body };
    const shown = await browser.get("/api/usage", { "x-request-id": "mine", "user-agent": "firefox" });
    expect([shown.status, shown.body]).toEqual([200, body]);
    expect(shown.headers.get("cache-control")).toBe("no-store");
    expect(calls).toEqual([
      expect.objectContaining({
        ask: { operation: "usage" },
        session: browser.cookies.get("zerq_portal_session"),
        request: { id: "mine", method: "GET", url: "/api/usage", ip: "127.0.0.1", userAgent: "firefox" },
      }),
    ]);
  });

  it("comes a page at a time", async () => {
    answer = { status: 200, body: { items: [], nextCursor: "abc" } };
    expect((await browser.get("/api/requests?cursor=xyz")).body).toEqual({ items: [], nextCursor: "abc" });
    expect(calls[0]?.ask).toEqual({ operation: "requests", limit: 50, cursor: "xyz" });
    expect((await browser.get("/api/requests?cursor=a.b")).status).toBe(400);
  });

  it.each(["/api/usage", "/api/requests"])("is not asked for without a session: %s", async (path) => {
    expect((await portal.browser().get(path)).status).toBe(401);
    expect(calls).toEqual([]);
  });
});

describe("rotating an own token", () => {
  it("gives the new token in that one answer", async () => {
    answer = { status: 200, body: rotated() };
    const shown = await rotate(own.id, { body: { overlapSeconds: 60 } });
    expect([shown.status, shown.body]).toEqual([200, rotated()]);
    expect(calls[0]?.ask).toEqual({ operation: "rotate-token", profileId: own.id, overlapSeconds: 60 });
    expect(portal.log.join("")).not.toContain("zerq_tok_new");
  });

  it("is not asked for a profile of others, with a wrong body, or by another page", async () => {
    answer = { status: 200, body: rotated() };
    expect((await rotate(foreign.id)).status).toBe(404);
    expect((await rotate(own.id, { body: { overlapSeconds: -1 } })).status).toBe(400);
    expect((await rotate(own.id, { body: { to: "me" } })).status).toBe(400);
    expect((await rotate(own.id, { csrf: false })).status).toBe(403);
    expect((await rotate(own.id, { origin: "https://evil.example" })).status).toBe(403);
    expect((await portal.browser().post(`/api/profiles/${own.id}/rotate-token`, { body: {} })).status).toBe(
      401,
    );
    expect(calls).toEqual([]);
  });

  it.each([
    ["forbidden", 403, { message: "The operator of this API does not allow it." }],
    ["portal_access_denied", 403, { message: "No." }],
    ["session_expired", 401, { message: "No." }],
    ["too_many_requests", 429, { message: "Later." }],
  ])("hands on that management refuses: %s", async (error, status, more) => {
    answer = { status, body: { error, ...more, requestId: "r" }, retryAfter: "7" };
    const shown = await rotate(own.id);
    expect([shown.status, shown.body.error, shown.body.message]).toEqual([status, error, more.message]);
    expect(shown.headers.get("retry-after")).toBe("7");
  });

  it.each<[string, Answer]>([
    ["refuses the portal itself", { status: 401, body: { error: "unauthorized", message: "internal" } }],
    ["fails", { status: 500, body: { error: "internal_error", message: "internal" } }],
    ["answers in words that nobody knows", { status: 418, body: { error: "teapot", message: "internal" } }],
    ["answers to something else", { status: 200, body: {}, raw: "c2VhbGVk" }],
    ["answers something else", { status: 200, body: { token: "x" } }],
  ])("says that it isn't possible now when management %s", async (_what, given) => {
    answer = given;
    const shown = await rotate(own.id);
    expect([shown.status, shown.body.error]).toEqual([503, "service_unavailable"]);
    expect(JSON.stringify(shown.body)).not.toContain("internal");
  });
});

it("serves everything else while management is away", async () => {
  const alone = await startTestPortal({ env: { MANAGEMENT_INTERNAL_URL: "http://127.0.0.1:9" } });
  try {
    await alone.projection.put("client", client(alone.keys.PORTAL_KEY, [email]));
    await alone.applied();
    const signedIn = await alone.signedIn(email);
    expect((await signedIn.get("/api/usage")).status).toBe(503);
    expect((await signedIn.get("/api/collections")).status).toBe(200);
  } finally {
    await alone.stop();
  }
});
