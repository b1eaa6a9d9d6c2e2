import { type Keycloak, missingForKeycloak, sharedKeycloak } from "@zerq/test-kit/keycloak";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestCaller } from "./published-config.ts";
import { eventually, startTestGateway, type TestGateway } from "./started-gateway.ts";

const missing = missingForKeycloak();
if (missing !== undefined) console.warn(`not tested against Keycloak: ${missing}`);

describe.skipIf(missing !== undefined)("an oidc profile and a real Keycloak", () => {
  let gateway: TestGateway;
  let keycloak: Keycloak;
  let caller: TestCaller;
  beforeAll(async () => {
    [gateway, keycloak] = await Promise.all([startTestGateway(), sharedKeycloak("partners")]);
    const { config, client } = gateway;
    const rules = { issuer: keycloak.issuer, algorithms: ["RS256"], requiredClaims: { azp: "partner" } };
    const made = config.oidcProfile(client.id, rules);
    caller = made.caller;
    await gateway.publish(config.put("profile", made.profile));
  }, 180_000);
  afterAll(() => gateway?.stop());

  async function send(token: string) {
    const answer = await gateway.call("/demo/accounts", {}, { ...caller, token });
    const { error = null } = (await answer.json()) as { error?: string };
    const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
    expect(entry).toMatchObject({ status: answer.status, error });
    return { status: answer.status, error, deny: entry.deny };
  }

  it("accept the access token of the client that the profile names", async () => {
    expect(await send(await keycloak.clientToken("partner"))).toEqual({
      status: 200,
      error: null,
      deny: null,
    });
  });

  it("refuse another client's token, one for another audience, and one that was changed", async () => {
    const changed = (await keycloak.clientToken("partner")).replace(/.{4}$/, "AAAA");
    const tokens: [string, RegExp][] = [
      [await keycloak.clientToken("other-partner"), /azp/],
      [await keycloak.clientToken("elsewhere"), /aud/],
      [changed, /signature/],
    ];
    for (const [token, reason] of tokens) {
      const { deny, ...answer } = await send(token);
      expect(answer).toEqual({ status: 401, error: "unauthorized" });
      expect(deny).toMatch(reason);
    }
  });

  it("follow new keys, and refuse what an old one has signed", async () => {
    const old = await keycloak.clientToken("partner");
    expect((await send(old)).status).toBe(200);
    await keycloak.replaceKeys();
    const token = await keycloak.clientToken("partner");
    // The keys were fetched a moment ago: they are asked for again once the cooldown is over.
    await eventually(
      "the new key",
      async () => ((await send(token)).status === 200 ? true : undefined),
      25_000,
    );
    expect(await send(old)).toMatchObject({ status: 401, error: "unauthorized" });
  }, 60_000);
});
