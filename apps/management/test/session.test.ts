import { Secret } from "@zerq/logging/secret";
import { startTestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../src/database/connect.ts";
import { sessionModel } from "../src/session/session.model.ts";
import { Browser } from "./browser.ts";
import { samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Me = { subject: string; roles: string[]; csrfToken: string; error?: string };

const mover = { username: "mover", password: "mover", roles: ["viewer"] };
const roleless = { username: "roleless", password: "roleless", roles: [] };
let management: StartedManagement;
let connection: Connection;
beforeAll(async () => {
  management = await startTestManagement({}, { more: [mover, roleless] });
  connection = await connectDatabase(new Secret(management.environment.MONGODB_URI ?? ""));
});
afterAll(async () => {
  await connection?.close();
  await management?.stop();
});

async function me(browser: Browser): Promise<{ status: number; body: Me }> {
  const answer = await browser.visit(`${management.url}/api/v1/me`);
  return { status: answer.status, body: (await answer.json()) as Me };
}

async function signedIn(username = "modifier"): Promise<Browser> {
  const browser = new Browser();
  expect((await browser.signIn(management.url, username)).status).toBe(303);
  return browser;
}

/** A change as the console makes it; `headers` say what a forged one lacks. */
async function change(
  browser: Browser,
  headers: Record<string, string>,
): Promise<[number, string | undefined]> {
  const answer = await browser.visit(`${management.url}/api/v1/policies`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(samples.policies()),
  });
  return [answer.status, ((await answer.json()) as { error?: string }).error];
}

const makeOld = (fields: object) => sessionModel(connection).updateMany({}, { $set: fields });
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

describe("signing in", () => {
  it("gives a session that the API takes, and goes back to where it began", async () => {
    const browser = new Browser();
    const answer = await browser.signIn(management.url, "modifier", "/collections?q=a");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/collections?q=a"]);
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("zerq_session="));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
    expect(browser.cookie(management.url, "zerq_sign_in")).toBeUndefined();
    const { status, body } = await me(browser);
    expect([status, body.subject, body.roles]).toEqual([200, "modifier", ["modifier"]]);
    expect(body.csrfToken.length).toBeGreaterThan(20);
  });

  it("leaves nothing in the database that would open a session or the provider", async () => {
    const browser = await signedIn();
    const stored = JSON.stringify(await sessionModel(connection).find().lean());
    expect(stored).not.toContain(browser.cookie(management.url, "zerq_session") ?? "");
    // How every JWT begins: `{"alg":` in base64url. Three letters of it would be in random bytes now and then.
    expect(stored).not.toContain("eyJhbGciOi");
  });

  it("makes a new cookie every time, and a planted or an older one is worth nothing", async () => {
    const browser = new Browser();
    browser.setCookie(management.url, "zerq_session", "planted-by-someone-else");
    await browser.signIn(management.url, "modifier");
    const first = browser.cookie(management.url, "zerq_session");
    expect(first).not.toBe("planted-by-someone-else");
    await browser.signIn(management.url, "viewer");
    const second = browser.cookie(management.url, "zerq_session");
    expect(second).not.toBe(first);
    browser.setCookie(management.url, "zerq_session", first ?? "");
    expect((await me(browser)).body.error).toBe("session_expired");
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "evil",
    "javascript:alert(1)",
    "/a\r\nb",
  ])("never goes to %s afterwards", async (returnTo) => {
    const browser = new Browser();
    const answer = await browser.signIn(management.url, "viewer", returnTo);
    expect(answer.headers.get("location")).toBe("/");
  });

  it("is refused with another state, issuer, code or browser", async () => {
    const status = async (browser: Browser, url: string | URL) => {
      const answer = await browser.visit(String(url));
      expect(browser.cookie(management.url, "zerq_session")).toBeUndefined();
      return [answer.status, ((await answer.json()) as { error: string }).error];
    };
    const altered = async (name: string, value: string) => {
      const browser = new Browser();
      const url = new URL(await browser.signInAtProvider(management.url, "viewer"));
      url.searchParams.set(name, value);
      return status(browser, url);
    };
    expect(await altered("state", "another")).toEqual([401, "unauthorized"]);
    expect(await altered("iss", "http://evil.example")).toEqual([401, "unauthorized"]);
    expect(await altered("code", "another")).toEqual([401, "unauthorized"]);
    const victim = new Browser();
    const own = new URL(await victim.signInAtProvider(management.url, "viewer"));
    const attacker = new Browser();
    const theirs = await attacker.signInAtProvider(management.url, "viewer");
    expect(await status(new Browser(), theirs)).toEqual([401, "session_expired"]);
    // The attacker's code under the victim's own state fails at the provider: it is bound to the attacker's verifier.
    own.searchParams.set("code", new URL(theirs).searchParams.get("code") ?? "");
    expect(await status(victim, own)).toEqual([401, "unauthorized"]);
  });
});

describe("a sign-in that fails", () => {
  it("is a page for people and an error for programs", async () => {
    const page = await fetch(`${management.url}/auth/callback?code=a&state=b`, {
      headers: { accept: "text/html" },
    });
    expect([page.status, page.headers.get("content-type")]).toEqual([401, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain('href="/auth/sign-in"');
    const json = await fetch(`${management.url}/auth/callback?code=a&state=b`);
    expect(await json.json()).toMatchObject({
      error: "session_expired",
      requestId: json.headers.get("x-request-id"),
    });
    expect((await fetch(`${management.url}/auth/other`)).status).toBe(404);
  });
});

describe("a session", () => {
  it("changes things only from our own page", async () => {
    const browser = await signedIn();
    const { csrfToken } = (await me(browser)).body;
    const origin = management.url;
    expect(await change(browser, {})).toEqual([403, "csrf_failed"]);
    expect(await change(browser, { "x-csrf-token": csrfToken })).toEqual([403, "csrf_failed"]);
    expect(await change(browser, { origin })).toEqual([403, "csrf_failed"]);
    expect(await change(browser, { origin: "http://evil.example", "x-csrf-token": csrfToken })).toEqual([
      403,
      "csrf_failed",
    ]);
    const other = (await me(await signedIn())).body.csrfToken;
    expect(await change(browser, { origin, "x-csrf-token": other })).toEqual([403, "csrf_failed"]);
    expect(await change(browser, { origin, "x-csrf-token": csrfToken })).toEqual([201, undefined]);
  });

  it("ends by signing out, which nobody else can do", async () => {
    const browser = await signedIn();
    const { csrfToken } = (await me(browser)).body;
    const signOut = (headers: Record<string, string>) =>
      browser.visit(`${management.url}/auth/sign-out`, { method: "POST", headers });
    expect((await signOut({})).status).toBe(403);
    expect((await me(browser)).status).toBe(200);
    const kept = browser.cookie(management.url, "zerq_session") ?? "";
    const answer = await signOut({ origin: management.url, "x-csrf-token": csrfToken });
    const { location } = (await answer.json()) as { location: string };
    expect(location).toContain(`${management.identity.issuer}/session/end?`);
    expect(browser.cookie(management.url, "zerq_session")).toBeUndefined();
    browser.setCookie(management.url, "zerq_session", kept);
    expect((await me(browser)).body.error).toBe("session_expired");
  });

  it("ends when it was idle for too long, and in any case after its time", async () => {
    const idle = await signedIn();
    await makeOld({ lastSeenAt: minutesAgo(14) });
    expect((await me(idle)).status).toBe(200);
    await makeOld({ lastSeenAt: minutesAgo(15) });
    expect((await me(idle)).body.error).toBe("session_expired");
    const old = await signedIn();
    await makeOld({ expiresAt: minutesAgo(0) });
    expect((await me(old)).body.error).toBe("session_expired");
  });

  it("asks the provider again after five minutes, once for all requests, and takes the roles from there", async () => {
    const browser = await signedIn("mover");
    mover.roles = ["auditor"];
    expect((await me(browser)).body.roles).toEqual(["viewer"]);
    await makeOld({ refreshedAt: minutesAgo(6) });
    const answers = await Promise.all([1, 2, 3, 4].map(() => me(browser)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await me(browser)).body.roles).toEqual(["auditor"]);
  });

  it("outlives a provider that is away, and ends when the provider doesn't know it any more", async () => {
    const browser = await signedIn();
    const port = Number(new URL(management.identity.issuer).port);
    await management.identity.stop();
    await makeOld({ refreshedAt: minutesAgo(6) });
    expect((await me(browser)).status).toBe(200);
    management.identity = await startTestIdentityProvider(management.url, { port, more: [mover, roleless] });
    await makeOld({ refreshedAt: minutesAgo(6) });
    expect((await me(browser)).body.error).toBe("session_expired");
    expect((await me(browser)).body.error).toBe("session_expired");
  });
});

describe("somebody without a role", () => {
  it("can see who they are and sign out again, and nothing else", async () => {
    const browser = await signedIn("roleless");
    expect((await me(browser)).body.error).toBe("forbidden");
    const answer = await browser.visit(`${management.url}/auth/session`);
    const session = (await answer.json()) as { subject: string; roles: string[]; csrfToken: string };
    expect([answer.status, session.subject, session.roles]).toEqual([200, "roleless", []]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const signOut = await browser.visit(`${management.url}/auth/sign-out`, {
      method: "POST",
      headers: { origin: management.url, "x-csrf-token": session.csrfToken },
    });
    expect(signOut.status).toBe(200);
    expect((await browser.visit(`${management.url}/auth/session`)).status).toBe(401);
  });

  it("can sign out by a button of our page, and not by one of another site", async () => {
    const browser = await signedIn("roleless");
    const signOut = (site: string) =>
      browser.visit(`${management.url}/auth/sign-out`, {
        method: "POST",
        headers: { "sec-fetch-site": site },
      });
    for (const site of ["cross-site", "same-site", "none"]) expect((await signOut(site)).status).toBe(403);
    expect((await browser.visit(`${management.url}/auth/session`)).status).toBe(200);
    expect((await signOut("same-origin")).status).toBe(200);
    expect((await browser.visit(`${management.url}/auth/session`)).status).toBe(401);
  });

  it("is told of the session by its cookie alone", async () => {
    const browser = await signedIn("roleless");
    const headers = { authorization: `Bearer ${await management.identity.token("viewer")}` };
    expect((await browser.visit(`${management.url}/auth/session`, { headers })).status).toBe(400);
  });
});
