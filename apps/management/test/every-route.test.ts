import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declaredRoutes } from "../src/http/openapi.ts";
import { makesVersion } from "../src/http/route.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { type FakeGateway, startFakeGateway } from "./fake-gateway.ts";
import { logRequest } from "./logged-request.ts";
import { type Prepared, refusalsOf, statusForHugeBody } from "./refusals-of-route.ts";
import { create, type Kind, kinds, type Resource, sampleBody } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
let call: Call;
let gateway: FakeGateway;
beforeAll(async () => {
  management = await startTestManagement({}, { more: [everything] });
  call = await apiCaller(management, everything.username);
  gateway = await startFakeGateway(management);
});
afterAll(async () => {
  await gateway?.stop();
  await management?.stop();
});

/** Has all roles, so one caller can go through every route. */
const everything = {
  username: "everything",
  password: "everything",
  roles: ["viewer", "modifier", "auditor", "admin"],
};

/** Of the apply above: one for the whole of it beside the one of its policy; of the import: two beside the one for the whole. */
const EXTRA_ENTRIES = 3;

const tag = ({ revision }: Resource) => ({ "if-match": `"${revision}"` });

const policies = () => ({ policies: [{ key: "applied", name: "Applied" }] });

/** How each route is called so that it succeeds; the caller itself holds the answer to the declaration. */
const calls = new Map<string, () => Promise<Prepared>>([
  ["get /me", async () => ({ path: "/me" })],
  ["get /settings", async () => ({ path: "/settings" })],
  ...(["patch", "put"] as const).map((method): [string, () => Promise<Prepared>] => [
    `${method} /settings`,
    async () => {
      const { body } = await call<Resource>("GET", "/settings");
      return { path: "/settings", body: { deniedIps: ["192.0.2.0/24"] }, headers: tag(body) };
    },
  ]),
  ["get /config/export", async () => ({ path: "/config/export" })],
  ["post /config/validate", async () => ({ path: "/config/validate", body: policies() })],
  ["post /config/diff", async () => ({ path: "/config/diff", body: policies() })],
  ["post /config/apply", async () => ({ path: "/config/apply", body: policies() })],
  [
    "post /collections/:id/duplicate",
    async () => ({ path: `/collections/${(await create(call, "collections")).id}/duplicate` }),
  ],
  ["get /audit-logs", async () => ({ path: "/audit-logs" })],
  ["get /audit-logs/verify", async () => ({ path: "/audit-logs/verify" })],
  ["get /versions", async () => ({ path: "/versions" })],
  ["get /versions/epoch", async () => ({ path: "/versions/epoch" })],
  [
    "post /versions/epoch",
    async () => {
      const { body } = await call<{ epoch: number }>("GET", "/versions/epoch");
      return { path: "/versions/epoch", body: { epoch: body.epoch } };
    },
  ],
  ["get /versions/:version", async () => ({ path: "/versions/1" })],
  ["get /versions/:version/diff", async () => ({ path: "/versions/1/diff" })],
  [
    "post /versions/:version/restore",
    async () => {
      const { body } = await call<{ items: { version: number }[] }>("GET", "/versions?limit=1");
      return { path: `/versions/${body.items[0]?.version}/restore` };
    },
  ],
  ["get /logs", async () => ({ path: "/logs" })],
  ["get /logs/:id", async () => ({ path: `/logs/${await logRequest(management, call)}` })],
  [
    "get /logs/:id/bodies",
    async () => {
      const bodies = { request: null, response: null };
      return { path: `/logs/${await logRequest(management, call, { bodies })}/bodies` };
    },
  ],
  [
    "get /collections/:id/openapi",
    async () => ({ path: `/collections/${(await create(call, "collections")).id}/openapi` }),
  ],
  ["post /imports/openapi/preview", async () => ({ path: "/imports/openapi/preview", body: apiDocument() })],
  ["post /imports/openapi", async () => ({ path: "/imports/openapi", body: apiDocument() })],
  ["get /gateways", async () => ({ path: "/gateways" })],
  ["get /keys", async () => ({ path: "/keys" })],
  ["post /keys/rewrap", async () => ({ path: "/keys/rewrap" })],
  ["post /keys/rotate", async () => ({ path: "/keys/rotate", body: { purposes: ["cursor"] } })],
  [
    "post /profiles/:id/rotate-token",
    async () => ({ path: `/profiles/${(await create(call, "profiles")).id}/rotate-token` }),
  ],
  [
    "post /profiles/:id/rotate-secret",
    async () => ({
      path: `/profiles/${(await create(call, "profiles", { authType: "jwt" })).id}/rotate-secret`,
    }),
  ],
  [
    "post /credentials/:id/test",
    async () => {
      const isLive = async () =>
        (await call<{ items: object[] }>("GET", "/gateways")).body.items.length === 1;
      await gateway.report(1);
      await expect.poll(isLive).toBe(true);
      return { path: `/credentials/${(await create(call, "credentials")).id}/test` };
    },
  ],
  [
    "delete /profiles/:id/versions/:versionId",
    async () => {
      const { id, token } = (await create(call, "profiles")) as Resource & { token: string };
      const [, , version] = token.split("_");
      return { path: `/profiles/${id}/versions/${version}` };
    },
  ],
  ...kinds.flatMap(callsOf),
]);

/** An OpenAPI document of one operation. */
function apiDocument() {
  const paths = { "/pets": { get: { responses: { 200: { description: "Pets" } } } } };
  const document = { openapi: "3.1.0", info: { title: "Pets", version: "1" }, paths };
  return { document, collection: { targetEndpoint: "http://127.0.0.1:9" } };
}

function callsOf(kind: Kind): [string, () => Promise<Prepared>][] {
  const one = async () => {
    const resource = await create(call, kind);
    return { resource, path: `/${kind}/${resource.id}` };
  };
  return [
    [`get /${kind}`, async () => ({ path: `/${kind}?limit=2&sort=-name` })],
    [`get /${kind}/:id`, async () => ({ path: (await one()).path })],
    [`post /${kind}`, async () => ({ path: `/${kind}`, body: await sampleBody(call, kind) })],
    [
      `patch /${kind}/:id`,
      async () => {
        const { resource, path } = await one();
        return { path, body: { name: "Renamed" }, headers: tag(resource) };
      },
    ],
    [
      `put /${kind}/:id`,
      async () => {
        const body = await sampleBody(call, kind);
        const { body: resource } = await call<Resource>("POST", `/${kind}`, body);
        return {
          path: `/${kind}/${resource.id}`,
          body: { ...body, name: "Replaced" },
          headers: tag(resource),
        };
      },
    ],
    [
      `post /${kind}/bulk`,
      async () => {
        const { resource } = await one();
        return { path: `/${kind}/bulk`, body: { action: "labels", ids: [resource.id], labels: { a: "1" } } };
      },
    ],
    [`delete /${kind}/:id`, async () => ({ path: (await one()).path })],
    [
      `put /${kind}/:id/status`,
      async () => ({ path: `${(await one()).path}/status`, body: { status: "published" } }),
    ],
  ];
}

describe("every declared route", () => {
  it.each(declaredRoutes().map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s refuses whatever is wrong with a call, and succeeds as declared without it",
    async (name, route) => {
      const prepared = (await calls.get(name)?.()) ?? { path: "" };
      for (const { what, path, body, headers, status, error } of refusalsOf(route, prepared)) {
        const answer = await call<{ error?: string }>(route.method.toUpperCase(), path, body, headers);
        expect([what, path, answer.status, answer.body.error]).toEqual([what, path, status, error]);
      }
      if (route.body !== undefined) {
        const token = await management.identity.token(everything.username);
        expect(await statusForHugeBody(management.url, route, prepared, token)).toBe(413);
      }
      const { path, body, headers } = prepared;
      const answer = await call(route.method.toUpperCase(), path, body, headers);
      expect([name, answer.status, answer.body]).toEqual([name, route.status, answer.body]);
      if (!makesVersion(route)) {
        expect(answer.headers.get("zerq-config-version")).toBeNull();
        const { revision } = answer.body as Partial<Resource>;
        expect(answer.headers.get("etag")).toBe(revision === undefined ? null : `"${revision}"`);
      } else {
        expect(Number(answer.headers.get("zerq-config-version"))).toBeGreaterThan(1);
      }
      expect(answer.headers.get("cache-control")).toBe("no-store");
    },
  );

  it("leaves a whole audit chain with an entry for each version, and more for those of several resources", async () => {
    const verified = await call<{ ok: boolean; entries: number }>("GET", "/audit-logs/verify");
    const versions = await call<{ items: { version: number }[] }>("GET", "/versions?limit=1");
    expect(verified.body.ok).toBe(true);
    expect(verified.body.entries).toBe((versions.body.items[0]?.version ?? 0) + EXTRA_ENTRIES);
  });
});

describe.each(kinds)("the key of another of %s", (kind) => {
  it("is refused for a new one, for a replacement and for a change", async () => {
    const body = await sampleBody(call, kind);
    const key = `taken-${kind}`;
    const taken = await call<Resource>("POST", `/${kind}`, { ...body, key });
    expect(taken.status).toBe(201);
    const others = await sampleBody(call, kind);
    const other = await call<Resource>("POST", `/${kind}`, others);
    const path = `/${kind}/${other.body.id}`;
    const answers = [
      await call("POST", `/${kind}`, { ...others, key }),
      await call("PUT", path, { ...others, key }, tag(other.body)),
      await call("PATCH", path, { key }, tag(other.body)),
    ];
    expect(answers.map(({ status, body }) => [status, body.error])).toEqual(Array(3).fill([409, "conflict"]));
  });
});
