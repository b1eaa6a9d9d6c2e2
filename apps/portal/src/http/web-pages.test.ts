import { createConnection } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPortal, type TestPortal } from "../../test/test-portal.ts";
import { portalCookies } from "./cookies.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal();
});
afterAll(() => portal?.stop());

describe("a page", () => {
  it.each([
    "/",
    "/sign-in",
    "/sign-in/sent",
    "/collections/0123456789abcdef01234567",
    "/sign-in?next=//evil.example",
  ])(
    "at %s is the application, asked for anew each time, and never sends anybody elsewhere",
    async (path) => {
      const answer = await portal.browser().get(path);
      expect(answer).toMatchObject({ status: 200, body: { text: expect.stringContaining("Portal page") } });
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(answer.headers.get("location")).toBeNull();
      expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f]{24}$/);
    },
  );

  it("has a policy without exceptions, and tells no other site where it was", async () => {
    const { headers } = await portal.browser().get("/sign-in");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|data:|\*|http/);
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("strict-transport-security")).toBeNull();
  });
});

it("serves hashed files for good, others to be asked for again", async () => {
  const script = await portal.browser().get("/assets/index-abc123.js");
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  const icon = await portal.browser().get("/favicon.svg");
  expect([icon.status, icon.headers.get("cache-control")]).toEqual([200, "no-cache"]);
});

it.each([
  ["GET", "/assets/missing.js", 404, "route_not_found"],
  ["GET", "/missing.txt", 404, "route_not_found"],
  ["GET", "/api/missing", 404, "route_not_found"],
  ["POST", "/api/me", 404, "route_not_found"],
  ["POST", "/", 404, "route_not_found"],
  ["GET", "/assets/..%2f..%2fpackage.json", 404, "route_not_found"],
  ["GET", "/%ff", 400, "bad_request"],
])("answers %s %s with %i in the form of all errors", async (method, path, status, error) => {
  const browser = portal.browser();
  const answer = await (method === "GET" ? browser.get(path) : browser.post(path));
  expect(answer).toMatchObject({ status, body: { error, requestId: answer.headers.get("x-request-id") } });
});

it("keeps a caller's request id only when it is harmless", async () => {
  const browser = portal.browser();
  expect((await browser.get("/", { "x-request-id": "abc-1" })).headers.get("x-request-id")).toBe("abc-1");
  expect((await browser.get("/", { "x-request-id": "<b>" })).headers.get("x-request-id")).toMatch(
    /^[0-9a-f]{24}$/,
  );
});

it("answers what isn't HTTP in the same form", async () => {
  const text = await new Promise<string>((resolve) => {
    let received = "";
    const socket = createConnection(Number(new URL(portal.url).port), "127.0.0.1");
    socket.setEncoding("utf8").on("data", (chunk) => {
      received += chunk;
    });
    socket.on("close", () => resolve(received));
    socket.write("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
  });
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain('"error":"bad_request"');
  expect(text).toMatch(/X-Request-ID: \S+/);
});

it("has host-bound, secure cookies on https", () => {
  const { session, browser } = portalCookies("https://portal.example");
  expect(session.set("value", 60_000)).toBe(
    "__Host-zerq_portal_session=value; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure",
  );
  expect(browser.clear()).toBe(
    "__Host-zerq_portal_browser=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure",
  );
});

it("insists on https in later visits when it is served by it", async () => {
  const secure = await startTestPortal({ env: { PORTAL_BASE_URL: "https://portal.test" } });
  const { headers } = await secure.browser().get("/");
  await secure.stop();
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
});
