import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

describe("a management that wants a second factor", () => {
  let management: StartedManagement;
  beforeAll(async () => {
    management = await startTestManagement({ OIDC_REQUIRED_ACR: "mfa,phr" });
  });
  afterAll(() => management?.stop());

  it("refuses tokens of people who signed in without one, and says what is wanted (RFC 9470)", async () => {
    const token = await management.identity.token("admin");
    const answer = await fetch(`${management.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe(
      'Bearer error="insufficient_user_authentication", acr_values="mfa phr"',
    );
  });

  it("asks the provider for it, and makes no session without", async () => {
    const browser = new Browser();
    const begin = await browser.visit(`${management.url}/auth/sign-in`);
    const asked = new URL(begin.headers.get("location") ?? "").searchParams;
    expect(asked.get("acr_values")).toBe("mfa phr");
    expect(asked.get("code_challenge_method")).toBe("S256");
    const answer = await browser.signIn(management.url, "admin");
    expect([answer.status, browser.cookie(management.url, "zerq_session")]).toEqual([401, undefined]);
  });
});

describe("a management with a low limit", () => {
  let management: StartedManagement;
  beforeAll(async () => {
    management = await startTestManagement({ MANAGEMENT_REQUESTS_PER_MINUTE: "60" });
  });
  afterAll(() => management?.stop());

  const statuses = async (count: number, headers: Record<string, string>) => {
    const answers = await Promise.all(
      Array.from({ length: count }, () => fetch(`${management.url}/api/v1/me`, { headers })),
    );
    const limited = answers.find(({ status }) => status === 429);
    const retryAfter = Number(limited?.headers.get("retry-after") ?? Number.NaN);
    return { statuses: new Set(answers.map(({ status }) => status)), retryAfter };
  };

  it("refuses the caller who asks too often, and nobody else", async () => {
    const busy = { authorization: `Bearer ${await management.identity.token("viewer")}` };
    // Two minutes' worth, since the minute may change in between.
    const { statuses: seen, retryAfter } = await statuses(130, busy);
    expect(seen).toEqual(new Set([200, 429]));
    expect(retryAfter).toBeGreaterThan(0);
    const other = { authorization: `Bearer ${await management.identity.token("auditor")}` };
    expect((await statuses(1, other)).statuses).toEqual(new Set([200]));
  });

  it("answers an address that only fails with 429, but never a caller whose token holds", async () => {
    const { statuses: seen } = await statuses(1_250, { authorization: "Bearer nonsense" });
    expect(seen).toEqual(new Set([401, 429]));
    const valid = { authorization: `Bearer ${await management.identity.token("admin")}` };
    expect((await statuses(1, valid)).statuses).toEqual(new Set([200]));
  });
});
