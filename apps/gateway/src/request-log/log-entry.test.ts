import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway?.stop());

it("an entry names the version of the token that was accepted, and none where nothing was", async () => {
  const versionId = gateway.profile.tokenVersions[0]?.id;
  const versionOf = async (answer: Response) =>
    (await gateway.entryOf(answer.headers.get("x-request-id"))).versionId;
  expect(await versionOf(await gateway.call("/demo/accounts"))).toBe(versionId);
  const wrong = { ...gateway.caller, token: "zerq_tok_none" };
  expect(await versionOf(await gateway.call("/demo/accounts", {}, wrong))).toBeNull();
  expect(await versionOf(await fetch(`${gateway.url}/demo/accounts`))).toBeNull();
});

it("an entry keeps no token that was put into the path or the user agent", async () => {
  const { token } = gateway.caller;
  const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.${"s".repeat(43)}`;
  const headers = { "user-agent": `tool/1 ${token}` };
  const answer = await gateway.call(`/demo/${token}/${jwt}/end?token=${token}`, { headers });
  const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
  expect(entry.path).toBe("/demo/[redacted]/[redacted]/end");
  expect(entry.userAgent).toBe("tool/1 [redacted]");
});
