import { Secret } from "@zerq/logging/secret";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../src/database/connect.ts";
import { sessionModel } from "../src/session/session.model.ts";
import { apiCaller } from "./api-caller.ts";
import { Browser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
let connection: Connection;
beforeAll(async () => {
  management = await startTestManagement();
  connection = await connectDatabase(new Secret(management.environment.MONGODB_URI ?? ""));
});
afterAll(async () => {
  await connection?.close();
  await management?.stop();
});

const status = async (browser: Browser) => (await browser.visit(`${management.url}/api/v1/me`)).status;

/** Signs out at the provider's own page, as somebody does who leaves another application. */
async function signOutAtProvider(browser: Browser): Promise<void> {
  const { issuer } = management.identity;
  const page = await (await browser.visit(`${issuer}/session/end`)).text();
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? "";
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const body = new URLSearchParams({ xsrf, logout: "yes" });
  const answer = await browser.visit(action, { method: "POST", body });
  expect(answer.status).toBeLessThan(400);
}

const post = (body: string | URLSearchParams, headers: Record<string, string> = {}) =>
  fetch(`${management.url}/auth/back-channel-logout`, { method: "POST", body, headers });

describe("signing out at the provider", () => {
  it("ends the console's session of that sign-in, and no other", async () => {
    const [leaving, staying] = [new Browser(), new Browser()];
    await leaving.signIn(management.url, "viewer");
    await staying.signIn(management.url, "viewer");
    expect(await status(leaving)).toBe(200);
    await signOutAtProvider(leaving);
    await eventually("the end of the session", async () =>
      (await status(leaving)) === 401 ? true : undefined,
    );
    expect(await status(staying)).toBe(200);
    expect(await sessionModel(connection).countDocuments({ subject: "viewer" })).toBe(1);
    const auditor = await apiCaller(management, "auditor");
    const listed = await auditor<{ items: object[] }>("GET", "/audit-logs?action=session.ended-by-provider");
    expect(listed.body.items).toEqual([
      expect.objectContaining({
        actor: expect.objectContaining({ subject: "viewer", kind: "system" }),
        count: 1,
      }),
    ]);
  });
});

describe("what isn't the provider's word", () => {
  it.each([
    ["a token that is none", () => new URLSearchParams({ logout_token: "nonsense" }), 400],
    ["nothing", () => new URLSearchParams(), 400],
    [
      "two tokens",
      () =>
        new URLSearchParams([
          ["logout_token", "a"],
          ["logout_token", "b"],
        ]),
      400,
    ],
    ["a form that is too large", () => new URLSearchParams({ logout_token: "a".repeat(30_000) }), 413],
  ])("is refused: %s", async (_what, body, expected) => {
    const answer = await post(body());
    expect(answer.status).toBe(expected);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("is refused as JSON, and as an access token of the same provider", async () => {
    expect((await post("{}", { "content-type": "application/json" })).status).toBe(415);
    const token = await management.identity.token("admin");
    expect((await post(new URLSearchParams({ logout_token: token }))).status).toBe(400);
  });
});
