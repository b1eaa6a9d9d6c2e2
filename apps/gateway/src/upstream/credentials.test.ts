import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishRoute } from "../../test/published-route.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const lastSeen = () => gateway.upstream.requests.at(-1);

describe("a sealed secret", () => {
  it("opens in no other field and no other credential (threat 19)", async () => {
    const { config } = gateway;
    const fields = { keyIn: "header", keyName: "X-Key" };
    const own = config.credential("api_key", fields, { apiKey: "key" });
    const password = config.seal("credential", own.id, "password", "of another field");
    const elsewhere = config.seal("credential", "c".repeat(24), "apiKey", "of another credential");
    for (const apiKey of [password, elsewhere]) {
      const { path, caller } = await publishRoute(gateway, { credential: { ...own, secrets: { apiKey } } });
      const answer = await gateway.call(path, {}, caller);
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
        503,
        "route_invalid",
      ]);
    }
  });
});

describe("a basic credential", () => {
  it("is sent as HTTP Basic in UTF-8, in place of the caller's own", async () => {
    const credential = gateway.config.credential("basic", { username: "zërq" }, { password: "pä:ss" });
    const { path, caller } = await publishRoute(gateway, { credential });
    expect((await gateway.call(path, {}, caller)).status).toBe(200);
    const sent = lastSeen()?.headers.authorization ?? "";
    expect(sent).toMatch(/^Basic /);
    expect(Buffer.from(sent.slice(6), "base64").toString("utf8")).toBe("zërq:pä:ss");
    expect(JSON.stringify(await gateway.entries())).not.toContain(sent.slice(6));
  });

  it("whose password the environment doesn't have is 500, with the name in the log and not in the answer", async () => {
    const credential = gateway.config.credential(
      "basic",
      { username: "u" },
      { password: { env: "TEST_ABSENT" } },
    );
    const { path, caller } = await publishRoute(gateway, { credential });
    const answer = await gateway.call(path, {}, caller);
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).error]).toEqual([500, "credential_unavailable"]);
    expect(text).not.toContain("TEST_ABSENT");
    const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
    expect(entry.deny).toContain("TEST_ABSENT");
  });

  it("without a name, or with one that Basic can't carry, denies its routes", async () => {
    for (const fields of [{}, { username: "a:b" }]) {
      const credential = gateway.config.credential("basic", fields as Record<string, string>, {
        password: "p",
      });
      const { path, caller } = await publishRoute(gateway, { credential });
      expect((await gateway.call(path, {}, caller)).status).toBe(503);
    }
  });
});
