import { LINK_LIFETIME_MS } from "@zerq/auth/magic-link";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/entities.ts";
import { eventually } from "../../test/eventually.ts";
import { startTestPortal, type TestPortal } from "../../test/test-portal.ts";

const EMAIL = "dev@partner.example";
let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
  await portal.projection.put("client", client(portal.keys.PORTAL_KEY, [EMAIL]));
  await portal.applied();
});
afterAll(() => portal?.stop());

async function askedLink() {
  const browser = portal.browser();
  expect((await browser.ask(EMAIL)).status).toBe(202);
  return { browser, token: await portal.mailbox.nextToken(EMAIL) };
}

async function codeOf(browser: ReturnType<TestPortal["browser"]>): Promise<string> {
  return String((await browser.get("/api/sign-in/code")).body.code);
}

describe("asking for a link", () => {
  it("mails one to a known address, whatever its case", async () => {
    const answer = await portal.browser().ask(" DEV@Partner.example ");
    expect(answer.status).toBe(202);
    const mail = await portal.mailbox.next(EMAIL);
    expect(mail.text).toContain("http://portal.test/sign-in#");
    expect(mail.html).toContain('href="http://portal.test/sign-in#');
  });

  it("answers the same for an unknown address, and mails nothing", async () => {
    const answers = [await portal.browser().ask(EMAIL), await portal.browser().ask("nobody@partner.example")];
    const [known, unknown] = answers.map(({ status, headers, body }) => {
      const varying = ["date", "x-request-id", "set-cookie"];
      return { status, body, headers: [...headers].filter(([name]) => !varying.includes(name)) };
    });
    expect(unknown).toEqual(known);
    expect(answers.map(({ headers }) => headers.getSetCookie().length)).toEqual([1, 1]);
    await portal.mailbox.next(EMAIL);
    await eventually("the job of the unknown address", async () => {
      const metrics = await (await fetch(`${portal.operationsUrl}/metrics`)).text();
      return metrics.includes('zerq_portal_sign_in_mails_total{outcome="no_access"}') ? true : undefined;
    });
    expect(await portal.mailbox.recipients()).not.toContain("nobody@partner.example");
  });

  it("builds the link from PORTAL_BASE_URL, whatever Host and forwarded headers say", async () => {
    const poison = { "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
    expect((await portal.browser().ask(EMAIL, poison)).status).toBe(202);
    const mail = await portal.mailbox.next(EMAIL);
    expect(JSON.stringify(mail)).not.toContain("evil.example");
    expect(JSON.stringify(mail)).not.toContain("127.0.0.1:");
  });

  it.each([
    [{ email: "not an address" }, 400, "validation_failed"],
    [{ email: { $ne: null } }, 400, "validation_failed"],
    [{ email: EMAIL, admin: true }, 400, "validation_failed"],
    [{}, 400, "validation_failed"],
    ["{", 400, "bad_request"],
    [`{"email":"${"a".repeat(20_000)}"}`, 413, "body_too_large"],
  ])("refuses %j with %i", async (body, status, error) => {
    const answer = await portal.browser().post("/api/sign-in", { body });
    expect(answer).toMatchObject({ status, body: { error } });
    expect(answer.body.requestId).toBe(answer.headers.get("x-request-id"));
  });

  it("refuses a form and another site's page", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const posted = await portal.browser().post("/api/sign-in", { body: "email=a", headers: form });
    expect(posted).toMatchObject({ status: 415, body: { error: "unsupported_media_type" } });
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ])
      expect(await portal.browser().ask(EMAIL, headers)).toMatchObject({
        status: 403,
        body: { error: "csrf_failed" },
      });
  });
});

describe("opening a link", () => {
  it("signs in the browser that asked, with a new httpOnly cookie", async () => {
    const { browser, token } = await askedLink();
    const answer = await browser.open(token);
    expect(answer.status).toBe(204);
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("zerq_portal_session="));
    expect(cookie).toContain("; HttpOnly; SameSite=Lax");
    expect(cookie).toContain("Path=/");
    expect((await browser.get("/api/me")).body).toMatchObject({ email: EMAIL, client: { name: "Partner" } });
  });

  it("works once, even for many at the same time", async () => {
    const { browser, token } = await askedLink();
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => (await browser.open(token)).status),
    );
    expect(statuses.sort()).toEqual([204, 401, 401, 401, 401, 401, 401, 401]);
    expect(await browser.open(token)).toMatchObject({ status: 401, body: { error: "link_invalid" } });
  });

  it("is too late after 30 minutes", async () => {
    const { browser, token } = await askedLink();
    const asked = portal.clock.now;
    portal.clock.now = asked + LINK_LIFETIME_MS;
    expect(await browser.open(token)).toMatchObject({ status: 401, body: { error: "link_invalid" } });
    portal.clock.now = asked + LINK_LIFETIME_MS - 1_000;
    expect((await browser.open(token)).status).toBe(204);
    portal.clock.now = asked;
  });

  it("refuses what is malformed, unknown, or a token of another purpose", async () => {
    const { browser, token } = await askedLink();
    await browser.open(token);
    const session = browser.cookies.get("zerq_portal_session") ?? "";
    for (const other of ["", "x", `${token.slice(0, -1)}!`, "A".repeat(43), session])
      expect(await browser.open(other)).toMatchObject({ status: 401, body: { error: "link_invalid" } });
    const fresh = await askedLink();
    fresh.browser.cookies.set("zerq_portal_session", fresh.token);
    expect((await fresh.browser.get("/api/me")).body.error).toBe("session_expired");
  });

  it("wants the code in another browser", async () => {
    const { browser, token } = await askedLink();
    const other = portal.browser();
    expect(await other.open(token)).toMatchObject({
      status: 400,
      body: { error: "validation_failed", details: [{ path: "code", code: "required" }] },
    });
    expect((await other.get("/api/sign-in/code")).status).toBe(404);
    const code = await codeOf(browser);
    expect((await other.open(token, `${code.slice(0, 3)}-${code.slice(3).toLowerCase()}`)).status).toBe(204);
    expect((await other.get("/api/me")).status).toBe(200);
    expect((await browser.get("/api/me")).body.error).toBe("session_expired");
  });

  it("ends with the fifth wrong code", async () => {
    const { browser, token } = await askedLink();
    const other = portal.browser();
    for (let attempt = 1; attempt < 5; attempt += 1) {
      const answer = await other.open(token, "000000");
      expect(answer).toMatchObject({ status: 400, body: { details: [{ path: "code", code: "wrong" }] } });
    }
    expect(await other.open(token, "000000")).toMatchObject({ status: 401, body: { error: "link_invalid" } });
    expect((await other.open(token, await codeOf(browser))).status).toBe(401);
    expect((await browser.open(token)).status).toBe(401);
  });

  it("doesn't let tries at the same time add up to more than five", async () => {
    const { browser, token } = await askedLink();
    const { redis } = portal.projection;
    const before = await redis.keys("zerq:portal:link:*:tries");
    await portal.browser().open(token, "000000");
    const [counter = ""] = (await redis.keys("zerq:portal:link:*:tries")).filter(
      (key) => !before.includes(key),
    );
    // As many more as are allowed have been counted, and none of them has ended the link yet.
    await redis.set(counter, 5, "KEEPTTL");
    const answer = await portal.browser().open(token, await codeOf(browser));
    expect(answer).toMatchObject({ status: 401, body: { error: "link_invalid" } });
  });

  it("keeps both links of a browser that asked twice, with one code", async () => {
    const browser = portal.browser();
    await browser.ask(EMAIL);
    const first = await portal.mailbox.nextToken(EMAIL);
    const code = await codeOf(browser);
    await browser.ask(EMAIL);
    await portal.mailbox.next(EMAIL);
    expect(await codeOf(browser)).toBe(code);
    expect((await browser.open(first)).status).toBe(204);
  });

  it("ends the session that the browser had before", async () => {
    const { browser, token } = await askedLink();
    await browser.open(token);
    const before = portal.browser();
    before.cookies.set("zerq_portal_session", browser.cookies.get("zerq_portal_session") ?? "");
    await browser.ask(EMAIL);
    await browser.open(await portal.mailbox.nextToken(EMAIL));
    expect((await browser.get("/api/me")).status).toBe(200);
    expect((await before.get("/api/me")).body.error).toBe("session_expired");
  });

  it("refuses an address that lost its access while the link was on its way", async () => {
    const email = "late@partner.example";
    const late = client(portal.keys.PORTAL_KEY, [email]);
    await portal.projection.put("client", late);
    await portal.applied();
    const browser = portal.browser();
    await browser.ask(email);
    const token = await portal.mailbox.nextToken(email);
    await portal.projection.put("client", { ...late, hasPortalAccess: false });
    await portal.applied();
    const answer = await browser.open(token);
    expect(answer).toMatchObject({ status: 403, body: { error: "portal_access_denied" } });
  });
});

it("has no token, code or address in Redis or in the log", async () => {
  const { browser, token } = await askedLink();
  const unused = await askedLink();
  const secrets = [token, unused.token, await codeOf(unused.browser)];
  await browser.open(token);
  secrets.push(...browser.cookies.values(), ...unused.browser.cookies.values(), EMAIL, "partner.example");
  const { redis } = portal.projection;
  const dump: string[] = [];
  for (const key of await redis.keys("*")) {
    dump.push(key);
    const type = await redis.type(key);
    if (type === "string") dump.push((await redis.get(key)) ?? "");
    if (type === "hash") dump.push(JSON.stringify(await redis.hgetall(key)));
    if (type === "zset") dump.push(JSON.stringify(await redis.zrange(key, "0", "-1")));
  }
  expect(dump.some((text) => text.startsWith("zerq:portal:link:"))).toBe(true);
  expect(dump.some((text) => text.startsWith("zerq:portal:session:"))).toBe(true);
  expect(portal.log.length).toBeGreaterThan(0);
  for (const text of [...dump, ...portal.log])
    for (const secret of secrets) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
});
