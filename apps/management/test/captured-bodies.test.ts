import { afterAll, beforeAll, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { logRequest } from "./logged-request.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
let admin: Call;
let viewer: Call;
let modifier: Call;
beforeAll(async () => {
  management = await startTestManagement();
  [admin, viewer, modifier] = (await Promise.all(
    ["admin", "viewer", "modifier"].map((name) => apiCaller(management, name)),
  )) as [Call, Call, Call];
});
afterAll(() => management?.stop());

const body = {
  kind: "text" as const,
  content: '{"marker":"in-the-body"}',
  contentType: "application/json",
  contentEncoding: null,
  bytes: 24,
  truncated: false,
};
const headers = { request: [["x-a", "b"]] as [string, string][], response: null, truncated: false };

it("shows everybody who reads logs the headers, and no bodies", async () => {
  const id = await logRequest(management, admin, { headers, bodies: { request: body, response: null } });
  for (const call of [viewer, modifier, admin]) {
    const list = await call<{ items: Record<string, unknown>[] }>("GET", `/logs?requestId=${id}`);
    expect(list.body.items).toMatchObject([{ id, headers, hasBodies: true }]);
    const one = await call("GET", `/logs/${id}`);
    expect(one.body).toMatchObject({ id, headers, hasBodies: true });
    expect(JSON.stringify([list.body, one.body])).not.toContain("in-the-body");
  }
});

it("shows bodies to admins alone, and writes each view down", async () => {
  const id = await logRequest(management, admin, { bodies: { request: body, response: null } });
  for (const call of [viewer, modifier])
    expect((await call("GET", `/logs/${id}/bodies`)).body).toMatchObject({ error: "forbidden" });
  const shown = await admin("GET", `/logs/${id}/bodies`);
  expect(shown.body).toEqual({ request: body, response: null });
  const audit = await admin<{ items: Record<string, unknown>[] }>("GET", "/audit-logs?limit=1");
  expect(audit.body.items).toMatchObject([
    {
      action: "request-log.view-bodies",
      resource: { type: "request-log", id, key: id },
      actor: { roles: ["admin"] },
      request: { method: "GET", url: `/api/v1/logs/${id}/bodies` },
    },
  ]);
  expect(JSON.stringify(audit.body)).not.toContain("in-the-body");
  expect((await admin("GET", "/audit-logs/verify")).body).toMatchObject({ ok: true });
});

const missing = `${"0".repeat(24)}-0`;

it("says not_found of what isn't there, and of an entry without bodies, and writes nothing", async () => {
  const id = await logRequest(management, admin);
  const newest = async () =>
    (await admin<{ items: { sequence: number }[] }>("GET", "/audit-logs?limit=1")).body.items[0]?.sequence;
  const before = await newest();
  expect((await viewer("GET", `/logs/${id}`)).body).toMatchObject({ headers: null, hasBodies: false });
  expect((await viewer("GET", `/logs/${missing}`)).status).toBe(404);
  expect((await admin("GET", `/logs/${id}/bodies`)).status).toBe(404);
  expect((await admin("GET", `/logs/${missing}/bodies`)).status).toBe(404);
  expect((await admin("GET", "/logs/a%24b/bodies")).status).toBe(400);
  expect(await newest()).toBe(before);
});
