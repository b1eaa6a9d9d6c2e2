import { startTestIdentityProvider, type TestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declaredRoutes } from "../src/http/openapi.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { Browser } from "./browser.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

/** Whoever may do everything: so that what is refused is refused for what it is. */
const everything = {
  username: "everything",
  password: "everything",
  roles: ["viewer", "modifier", "auditor", "admin"],
};

let management: StartedManagement;
let foreign: TestIdentityProvider;
let browser: Browser;
let csrfToken: string;
let call: Call;
let foreignToken: string;

beforeAll(async () => {
  management = await startTestManagement({}, { more: [everything] });
  foreign = await startTestIdentityProvider(management.url, { more: [everything] });
  foreignToken = await foreign.token("everything");
  call = await apiCaller(management, "everything");
  browser = new Browser();
  await browser.signIn(management.url, "everything");
  const me = await browser.visit(`${management.url}/api/v1/me`);
  csrfToken = ((await me.json()) as { csrfToken: string }).csrfToken;
});
afterAll(async () => {
  await foreign?.stop();
  await management?.stop();
});

const routes = declaredRoutes().filter(({ method }) => method !== "get");
const unknown = "0".repeat(24);
const pathOf = (path: string) =>
  path.replace("/versions/:version/", "/versions/1/").replaceAll(/:[^/]+/g, unknown);

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "%s",
  (_name, route) => {
    const method = route.method.toUpperCase();
    const url = () => `${management.url}/api/v1${pathOf(route.path)}`;
    const body = method === "DELETE" ? {} : { body: "{}" };
    const json = method === "DELETE" ? {} : { "content-type": "application/json" };

    async function bySession(headers: Record<string, string>): Promise<[number, string]> {
      const answer = await browser.visit(url(), { method, headers: { ...json, ...headers }, ...body });
      return [answer.status, ((await answer.json()) as { error: string }).error];
    }

    it("is refused when another site's page sends it with the cookie", async () => {
      const origin = management.url;
      for (const headers of [
        {},
        { origin },
        { "x-csrf-token": csrfToken },
        { origin, "x-csrf-token": `${csrfToken}x` },
        { origin: "https://evil.example", "x-csrf-token": csrfToken },
        { origin: "null", "x-csrf-token": csrfToken },
      ] as Record<string, string>[])
        expect(await bySession(headers)).toEqual([403, "csrf_failed"]);
    });

    it("is refused with a token of another issuer, and with token and cookie together", async () => {
      const headers = { ...json, authorization: `Bearer ${foreignToken}` };
      expect((await fetch(url(), { method, headers, ...body })).status).toBe(401);
      expect((await bySession({ authorization: headers.authorization }))[0]).toBe(400);
    });

    // A DELETE has no body.
    if (method !== "DELETE")
      it("takes no form, no text and no member that it doesn't have", async () => {
        const bearer = { authorization: `Bearer ${await management.identity.token("everything")}` };
        for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
          const headers = { ...bearer, "content-type": type, "if-match": '"1"' };
          expect([400, 415]).toContain((await fetch(url(), { method, headers, body: "{}" })).status);
        }
        for (const member of ["_id", "revision", "createdAt", "$where", "__proto__", "constructor"]) {
          const headers: Record<string, string> = route.ifMatch === "required" ? { "if-match": '"1"' } : {};
          const answer = await call(method, pathOf(route.path), `{"${member}": {"$gt": ""}}`, headers);
          expect([member, answer.status]).toEqual([member, expect.toBeOneOf([400, 404])]);
        }
      });

    it("never overwrites what the caller hasn't seen", async () => {
      const headers = { "if-match": "*" };
      const answer = await call(method, pathOf(route.path), method === "DELETE" ? undefined : {}, headers);
      expect([answer.status, answer.body.error]).toEqual([400, "bad_request"]);
    });
  },
);
