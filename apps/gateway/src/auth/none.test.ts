import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestCaller } from "../../test/published-config.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

/** The two ids alone, and what the request left in the log. */
async function call({ clientId, profileId }: TestCaller, more: Record<string, string> = {}) {
  const headers = { "x-client-id": clientId, "x-profile-id": profileId, ...more };
  const answer = await fetch(`${gateway.url}/demo/accounts`, { headers });
  const { error = null } = (await answer.json()) as { error?: string };
  const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
  expect(entry).toMatchObject({ status: answer.status, error });
  return { status: answer.status, error, entry };
}

function profileFor(clientId: string, allowedIps: string[] = ["127.0.0.1"]) {
  return gateway.config.profile({ clientId, authType: "none", tokenVersions: [], allowedIps });
}

describe("a profile of type none", () => {
  it("is proved by its two ids and the address, with or without Authorization", async () => {
    const { profile, caller } = profileFor(gateway.client.id);
    await gateway.publish(gateway.config.put("profile", profile));
    expect((await call(caller)).status).toBe(200);
    expect((await call(caller, { authorization: "Basic eDp5" })).status).toBe(200);
    expect((await call(caller, { authorization: "Bearer whatever" })).status).toBe(200);
    expect(gateway.upstream.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  it("is refused from elsewhere", async () => {
    const { profile, caller } = profileFor(gateway.client.id, ["10.0.0.0/8"]);
    await gateway.publish(gateway.config.put("profile", profile));
    const { status, error, entry } = await call(caller);
    expect([status, error, entry.profileId]).toEqual([403, "ip_not_allowed", profile.id]);
  });

  it("can't be told from one that doesn't exist with one id alone", async () => {
    const { profile, caller } = profileFor(gateway.client.id);
    await gateway.publish(gateway.config.put("profile", profile));
    const unknown = "f".repeat(24);
    for (const wrong of [{ clientId: unknown }, { profileId: unknown }]) {
      expect(await call({ ...caller, ...wrong })).toMatchObject({ status: 401, error: "missing_headers" });
      const sent = await call({ ...caller, ...wrong }, { authorization: "Bearer x" });
      expect(sent).toMatchObject({ status: 401, error: "unauthorized" });
    }
    expect((await call(gateway.caller)).error).toBe("missing_headers");
  });

  it("is closed when it has no allowlist", async () => {
    const { profile, caller } = profileFor(gateway.client.id, []);
    await gateway.publish(gateway.config.put("profile", profile));
    expect((await call(caller)).error).toBe("ip_not_allowed");
  });

  it("counts in a bucket of its own, so that it can't use up the client's limit", async () => {
    const { config, collection } = gateway;
    const policy = config.policy(2);
    const client = config.client({ collectionIds: [collection.id], policyId: policy.id });
    const [one, other] = [profileFor(client.id), profileFor(client.id)];
    const token = config.profile({ clientId: client.id });
    await gateway.publish(
      config.put("policy", policy),
      config.put("client", client),
      ...[one, other, token].map(({ profile }) => config.put("profile", profile)),
    );
    const statuses = [];
    for (const { caller } of [one, one, one, other, other, other]) statuses.push((await call(caller)).status);
    expect(statuses).toEqual([200, 200, 429, 200, 200, 429]);
    const ofClient = [];
    for (let count = 0; count < 3; count += 1)
      ofClient.push((await gateway.call("/demo/accounts", {}, token.caller)).status);
    expect(ofClient).toEqual([200, 200, 429]);
  });
});
