import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
/** Somebody in a group of the directory, and somebody in a group that happens to be called like a role. */
const operator = { username: "operator", password: "x", roles: ["CN=API operators,OU=Groups"] };
const other = { username: "other", password: "x", roles: ["admin", "cn=api operators,ou=groups"] };
const asText = {
  username: "text",
  password: "x",
  roles: "CN=API operators,OU=Groups" as unknown as string[],
};

beforeAll(async () => {
  management = await startTestManagement(
    { OIDC_ROLE_MAP: '{"CN=API operators,OU=Groups": ["modifier", "auditor"]}' },
    { more: [operator, other, asText] },
  );
});
afterAll(() => management?.stop());

async function me(username: string): Promise<{ status: number; roles: string[] | undefined }> {
  const headers = { authorization: `Bearer ${await management.identity.token(username)}` };
  const answer = await fetch(`${management.url}/api/v1/me`, { headers });
  return { status: answer.status, roles: ((await answer.json()) as { roles?: string[] }).roles };
}

describe("a table of the provider's names", () => {
  it("gives the roles that it says, and none for a name that is like a role", async () => {
    expect(await me("operator")).toEqual({ status: 200, roles: ["modifier", "auditor"] });
    for (const username of ["other", "text", "admin"])
      expect(await me(username)).toEqual({ status: 403, roles: undefined });
  });
});

describe("how much of one address", () => {
  it("is held to a limit where people sign in, since each call may make us ask the provider", async () => {
    const statuses = new Set<number>();
    let last: Response | undefined;
    for (let n = 0; n < 700 && last?.status !== 429; n += 1) {
      last = await fetch(`${management.url}/auth/session`);
      statuses.add(last.status);
    }
    expect(statuses).toEqual(new Set([401, 429]));
    expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("is held to its setting before anyone looks at the credential", async () => {
    const small = await startTestManagement({ MANAGEMENT_REQUESTS_PER_MINUTE_OF_ADDRESS: "60" });
    try {
      const statuses: number[] = [];
      let last: Response | undefined;
      for (let n = 0; n < 130; n += 1) {
        last = await fetch(`${small.url}/api/v1/me`);
        statuses.push(last.status);
      }
      expect(new Set(statuses)).toEqual(new Set([401, 429]));
      expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await last?.json()).toMatchObject({ error: "too_many_requests", requestId: expect.any(String) });
    } finally {
      await small.stop();
    }
  });
});
