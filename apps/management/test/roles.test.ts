import { type Role, roles, rolesAllow } from "@zerq/auth/permissions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declaredRoutes } from "../src/http/openapi.ts";
import { makesVersion } from "../src/http/route.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
const callers = new Map<string, Call>();
/** Tokens without a role that counts: none at all, a string instead of a list, another case. */
const strangers = [
  { username: "nobody", password: "x", roles: [] },
  { username: "shouting", password: "x", roles: ["ADMIN"] },
  { username: "texting", password: "x", roles: "admin" as unknown as string[] },
];

beforeAll(async () => {
  management = await startTestManagement({}, { more: strangers });
  for (const name of [...roles, ...strangers.map(({ username }) => username)])
    callers.set(name, await apiCaller(management, name));
  callers.set("no token", await apiCaller(management, null));
});
afterAll(() => management?.stop());

const routes = declaredRoutes();
/** Neither id nor body is anything: a role miss must not depend on them, and nothing may be changed by this test. */
const garbage = (path: string) => path.replaceAll(/:[^/]+/g, "%7B%22$ne%22:null%7D");
const tokenless = ["no token"];
const roleless = strangers.map(({ username }) => username);

/** The table of product.md section 3: the first pattern that a route's name fits is its row, and the last ones leave none out. */
const matrix: readonly (readonly [RegExp, readonly Role[]])[] = [
  [/^get \/me$/, ["viewer", "modifier", "auditor", "admin"]],
  [/^get \/logs\/:id\/bodies$/, ["admin"]],
  [/^delete \/(logs|audit-logs)/, ["admin"]],
  [/^post \/versions\/epoch$/, ["admin"]],
  [/ \/(keys|sinks|alerts|retention)(\/|$)/, ["admin"]],
  [/^(get|post) \/audit-logs/, ["auditor", "admin"]],
  [/^get /, ["viewer", "modifier", "admin"]],
  // They are asked with a document, and change nothing.
  [/^post \/(config\/(validate|diff)|imports\/openapi\/preview)$/, ["viewer", "modifier", "admin"]],
  [/^(post|put|patch|delete) /, ["modifier", "admin"]],
];

describe("every route, for every role", () => {
  const rows = routes.map((route) => [`${route.method} ${route.path}`, route] as const);
  it.each(rows)("%s", async (_name, route) => {
    const statusFor = async (who: string) => {
      const body = route.method === "get" || route.method === "delete" ? undefined : '{"a":1,"a":2}';
      const call = callers.get(who) as Call;
      const answer = await call<{ error?: string }>(route.method.toUpperCase(), garbage(route.path), body);
      return { status: answer.status, error: answer.body.error };
    };
    for (const who of tokenless) {
      expect(await statusFor(who)).toEqual({ status: 401, error: "unauthorized" });
    }
    for (const who of roleless) {
      expect([who, await statusFor(who)]).toEqual([who, { status: 403, error: "forbidden" }]);
    }
    for (const role of roles) {
      const { status, error } = await statusFor(role);
      if (rolesAllow([role satisfies Role], route.permission)) {
        expect([role, status]).not.toEqual([role, 401]);
        expect([role, error]).not.toEqual([role, "forbidden"]);
        expect(status).toBeLessThan(500);
      } else {
        expect([role, status, error]).toEqual([role, 403, "forbidden"]);
      }
    }
  });

  it.each(rows)("%s is for the roles of its row in the product's matrix", (name, route) => {
    const row = matrix.find(([pattern]) => pattern.test(name))?.[1];
    expect(roles.filter((role) => rolesAllow([role], route.permission))).toEqual(row);
  });

  it.each(rows.filter(([name]) => /^get .*:id$/.test(name)))(
    "%s looks at the shape before it looks for it",
    async (_name, route) => {
      const allowed = roles.find((role) => rolesAllow([role], route.permission)) ?? "";
      const get = async (path: string) => (await (callers.get(allowed) as Call)("GET", path)).status;
      expect(await get(garbage(route.path))).toBe(400);
      const unknown = route.path.startsWith("/logs") ? `${"0".repeat(24)}-1` : "0".repeat(24);
      expect(await get(route.path.replace(":id", unknown))).toBe(404);
    },
  );

  it("names what the matrix says, for one route of each permission", () => {
    const allowed = (path: string, method = "get") => {
      const route = routes.find((candidate) => candidate.path === path && candidate.method === method);
      return roles.filter((role) => route !== undefined && rolesAllow([role], route.permission));
    };
    expect(allowed("/collections")).toEqual(["viewer", "modifier", "admin"]);
    expect(allowed("/logs")).toEqual(["viewer", "modifier", "admin"]);
    expect(allowed("/logs/:id/bodies")).toEqual(["admin"]);
    expect(allowed("/gateways")).toEqual(["viewer", "modifier", "admin"]);
    expect(allowed("/versions")).toEqual(["viewer", "modifier", "admin"]);
    expect(allowed("/audit-logs")).toEqual(["auditor", "admin"]);
    expect(allowed("/audit-logs/verify")).toEqual(["auditor", "admin"]);
    expect(allowed("/collections", "post")).toEqual(["modifier", "admin"]);
    expect(allowed("/collections/:id/status", "put")).toEqual(["modifier", "admin"]);
    expect(allowed("/profiles/:id/rotate-token", "post")).toEqual(["modifier", "admin"]);
    expect(allowed("/profiles/:id/rotate-secret", "post")).toEqual(["modifier", "admin"]);
    expect(allowed("/me")).toEqual(["viewer", "modifier", "auditor", "admin"]);
    const reads = routes.filter(({ method }) => method === "get");
    expect(reads.filter(({ permission }) => permission === "config:write")).toEqual([]);
    const changes = routes.filter(makesVersion);
    expect(changes.filter(({ permission }) => /:read$/.test(permission))).toEqual([]);
  });
});

describe("who calls", () => {
  const me = (headers: Record<string, string>) => fetch(`${management.url}/api/v1/me`, { headers });

  it.each([
    ["nothing", undefined],
    ["another scheme", "Basic YTpi"],
    ["two tokens", "Bearer a Bearer b"],
    ["a text that is no token", "Bearer abc"],
    ["an unsigned token", `Bearer ${encode({ alg: "none" })}.${encode({ sub: "admin" })}.`],
    [
      "a token under a secret of the caller's",
      `Bearer ${encode({ alg: "HS256" })}.${encode({ sub: "a" })}.AAAA`,
    ],
  ])("is refused with a challenge: %s", async (_what, authorization) => {
    const answer = await me(authorization === undefined ? {} : { authorization });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    expect(((await answer.json()) as { error: string }).error).toBe("unauthorized");
  });

  it("is refused with bearer token and cookie together", async () => {
    const token = await management.identity.token("viewer");
    const answer = await me({ authorization: `Bearer ${token}`, cookie: "zerq_session=abc" });
    expect(answer.status).toBe(400);
  });

  it("hears 404 and 405 only after authentication", async () => {
    const call = callers.get("viewer") as Call;
    const nobody = callers.get("no token") as Call;
    expect((await nobody("GET", "/nothing-here")).status).toBe(401);
    expect((await call("GET", "/nothing-here")).body).toMatchObject({ error: "route_not_found" });
    expect((await nobody("DELETE", "/me")).status).toBe(401);
    const wrong = await call("DELETE", "/collections");
    expect([wrong.status, wrong.body.error]).toEqual([405, "method_not_allowed"]);
    expect(wrong.headers.get("allow")).toBe("GET, HEAD, POST");
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
