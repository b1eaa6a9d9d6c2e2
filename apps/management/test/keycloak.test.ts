import { type Keycloak, missingForKeycloak, sharedKeycloak } from "@zerq/test-kit/keycloak";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

const missing = missingForKeycloak();
if (missing !== undefined) console.warn(`not tested against Keycloak: ${missing}`);

describe.skipIf(missing !== undefined)("management and a real Keycloak", () => {
  let management: StartedManagement;
  let keycloak: Keycloak;
  beforeAll(async () => {
    keycloak = await sharedKeycloak("operators");
    management = await startTestManagement({ OIDC_ISSUER: keycloak.issuer });
  }, 180_000);
  afterAll(() => management?.stop());

  async function status(path: string, token: string, method = "GET"): Promise<number> {
    const answer = await fetch(`${management.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(method === "POST" && { body: JSON.stringify({ name: "from keycloak" }) }),
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  it("give each realm role the permissions of its row", async () => {
    const rows: [string, number, number, number][] = [
      ["viewer", 200, 403, 403],
      ["modifier", 200, 201, 403],
      ["auditor", 403, 403, 200],
      ["admin", 200, 201, 200],
    ];
    for (const [role, read, create, audit] of rows) {
      const token = await keycloak.userToken(role);
      const got = [
        role,
        await status("/clients", token),
        await status("/policies", token, "POST"),
        await status("/audit-logs", token),
      ];
      expect(got).toEqual([role, read, create, audit]);
    }
  });

  it("refuse a user without a role, a token for another audience, and one that was changed", async () => {
    expect(await status("/clients", await keycloak.userToken("nobody"))).toBe(403);
    expect(await status("/clients", await keycloak.clientToken("elsewhere"))).toBe(401);
    const changed = (await keycloak.userToken("admin")).replace(/.{4}$/, "AAAA");
    expect(await status("/clients", changed)).toBe(401);
  });
});
