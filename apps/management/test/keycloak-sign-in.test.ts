import { type Keycloak, missingForKeycloak, sharedKeycloak } from "@zerq/test-kit/keycloak";
import type { ConsoleClient } from "@zerq/test-kit/keycloak-admin";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

const missing = missingForKeycloak();
if (missing !== undefined) console.warn(`sign-in is not tested against Keycloak: ${missing}`);

describe.skipIf(missing !== undefined)("the console's sign-in at a real Keycloak", () => {
  let keycloak: Keycloak;
  let generic: StartedManagement;
  let adapted: StartedManagement;
  beforeAll(async () => {
    keycloak = await sharedKeycloak("operators");
    generic = await startConsole("console-generic", "back-channel", {});
    adapted = await startConsole("console-adapted", "admin-url", { OIDC_PROVIDER: "keycloak" });
  }, 300_000);
  afterAll(async () => {
    await generic?.stop();
    await adapted?.stop();
  });

  async function startConsole(
    clientId: string,
    notify: ConsoleClient["notify"],
    more: Record<string, string>,
  ): Promise<StartedManagement> {
    const secret = `secret-of-${clientId}`;
    const management = await startTestManagement({
      OIDC_ISSUER: keycloak.issuer,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: secret,
      ...more,
    });
    await keycloak.admin.addConsole({ clientId, secret, baseUrl: management.url, notify });
    return management;
  }

  async function me(
    management: StartedManagement,
    browser: Browser,
  ): Promise<[number, string[] | undefined]> {
    const answer = await browser.visit(`${management.url}/api/v1/me`);
    return [answer.status, ((await answer.json()) as { roles?: string[] }).roles];
  }

  const byToken = async (management: StartedManagement, token: string) =>
    (await fetch(`${management.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;

  const isOver = (management: StartedManagement, browser: Browser) =>
    eventually("the end of the session", async () =>
      (await me(management, browser))[0] === 401 ? true : undefined,
    );

  it("gives a session with the user's roles, and goes back to Keycloak to sign out", async () => {
    const browser = new Browser();
    expect((await browser.signIn(generic.url, "modifier")).status).toBe(303);
    expect(await me(generic, browser)).toEqual([200, ["modifier"]]);
    const signOut = await browser.visit(`${generic.url}/auth/sign-out`, {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
    });
    const { location } = (await signOut.json()) as { location: string };
    expect(location).toContain(`${keycloak.issuer}/protocol/openid-connect/logout?`);
    expect(location).toContain("id_token_hint=");
  });

  it("ends when an administrator ends it at Keycloak, by back-channel logout", async () => {
    const [leaving, staying] = [new Browser(), new Browser()];
    await leaving.signIn(generic.url, "viewer");
    await staying.signIn(generic.url, "auditor");
    expect(await me(generic, leaving)).toEqual([200, ["viewer"]]);
    await keycloak.admin.signOutUser("viewer");
    await isOver(generic, leaving);
    expect(await me(generic, staying)).toEqual([200, ["auditor"]]);
  });

  it("ends by Keycloak's admin URL too where the adapter is on", async () => {
    const [leaving, staying] = [new Browser(), new Browser()];
    await leaving.signIn(adapted.url, "admin");
    await staying.signIn(adapted.url, "auditor");
    expect(await me(adapted, leaving)).toEqual([200, ["admin"]]);
    await keycloak.admin.signOutUser("admin");
    await isOver(adapted, leaving);
    expect(await me(adapted, staying)).toEqual([200, ["auditor"]]);
  });

  it("holds every token to the realm's not-before, and takes newer ones", async () => {
    const old = await keycloak.userToken("admin");
    expect([await byToken(adapted, old), await byToken(generic, old)]).toEqual([200, 200]);
    const second = Math.floor(Date.now() / 1_000);
    await eventually("the next second", async () =>
      Math.floor(Date.now() / 1_000) > second + 1 ? true : undefined,
    );
    await keycloak.admin.revokeAll();
    await eventually("the revocation", async () =>
      (await byToken(adapted, old)) === 401 ? true : undefined,
    );
    expect(await byToken(adapted, await keycloak.userToken("admin"))).toBe(200);
  });

  it("doesn't listen to anybody else at the admin URL, and not at all without the adapter", async () => {
    const post = (management: StartedManagement, body: string) =>
      fetch(`${management.url}/auth/keycloak/k_logout`, { method: "POST", body });
    for (const body of ["", "nonsense", await keycloak.userToken("admin")])
      expect((await post(adapted, body)).status).toBe(400);
    expect((await post(generic, "nonsense")).status).toBe(404);
  });
});
