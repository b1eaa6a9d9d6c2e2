import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal, malformed } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const get = (headers: string[] = []) => asCaller(gateway.caller, "GET /demo/accounts HTTP/1.1", headers);

describe("an identity header that comes twice is 400", () => {
  const id = "a".repeat(24);
  it.each([
    ["X-Client-ID", () => `X-Client-ID: ${id}`],
    ["X-Client-ID with the same value", () => `X-Client-ID: ${gateway.caller.clientId}`],
    ["x-client-id in another case", () => `X-CLIENT-id: ${id}`],
    ["X-Profile-ID", () => `X-Profile-ID: ${id}`],
    ["Authorization", () => "Authorization: Bearer x"],
    ["Authorization with another scheme", () => "Authorization: Basic eDp5"],
  ])("%s", async (_what, header) => {
    await expectRefusal(gateway, get([header()]), { ...malformed, deny: /is repeated/ });
  });
});

describe("a list in an identity header is no id", () => {
  it.each(["X-Client-ID", "X-Profile-ID"])("%s", async (name) => {
    const bytes = get().replace(new RegExp(`${name}: (\\S+)`, "i"), `${name}: $1, $1`);
    await expectRefusal(gateway, bytes, { code: "missing_headers", deny: /is no id/ });
  });
});

describe("a forged name never reaches the upstream", () => {
  it.each([
    "X-Zerq-Client-Id",
    "x_zerq_client_id",
    "X.Zerq.Client.Id",
    "X-ZERQ_Anything",
    "X_Client_ID",
    "x-client_id",
    "X.Profile.Id",
    "X-Forwarded-For",
    "X_Forwarded_For",
    "X.Forwarded.For",
    "X-Forwarded-Host",
    "X-Forwarded-Prefix",
    "X-Forwarded-Client-Cert",
    "Forwarded",
    "X-Real-IP",
    "X_Real_IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "Proxy-Authorization",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-HTTP-Method-Override",
    "Keep-Alive",
    "TE",
  ])("%s (GHSA-x677-9fxg-v5c5)", async (name) => {
    expect((await sendRaw(gateway.port, get([`${name}: forged`]))).status).toBe(200);
    expect(JSON.stringify(gateway.upstream.requests.at(-1)?.rawHeaders)).not.toContain("forged");
  });

  it("nor do the caller's own identity and credential", async () => {
    expect((await sendRaw(gateway.port, get())).status).toBe(200);
    const seen = JSON.stringify(gateway.upstream.requests.at(-1)?.rawHeaders);
    expect(seen).not.toContain(gateway.caller.clientId);
    expect(seen).not.toContain(gateway.caller.token);
  });
});

describe("Connection takes nothing away that the gateway adds (CVE-2024-45410)", () => {
  it.each([
    "x-forwarded-for",
    "X-Forwarded-Host, X-Request-ID",
    "forwarded, x-forwarded-proto",
    "traceparent",
  ])("%s", async (named) => {
    expect((await sendRaw(gateway.port, get([`Connection: ${named}`]))).status).toBe(200);
    const seen = gateway.upstream.requests.at(-1)?.headers;
    expect(seen).toMatchObject({
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "gateway.test",
      forwarded: 'for=127.0.0.1;host="gateway.test";proto=http',
    });
    expect(seen?.["x-request-id"]).toBeTruthy();
    expect(seen?.["traceparent"]).toBeTruthy();
  });

  it("nor the identity that a caller is checked by", async () => {
    const bytes = get(["Connection: x-client-id, x-profile-id, authorization"]);
    expect((await sendRaw(gateway.port, bytes)).status).toBe(200);
  });
});

it("keeps a safe request id, and replaces one that could forge a line", async () => {
  expect((await sendRaw(gateway.port, get(["X-Request-ID: abc-1.2_3"]))).head).toMatch(
    /x-request-id: abc-1\.2_3\r\n/i,
  );
  for (const bad of ['a"b', "a b", "", "x".repeat(129), "<script>"]) {
    const { head } = await sendRaw(gateway.port, get([`X-Request-ID: ${bad}`]));
    expect(/x-request-id: (\S+)/i.exec(head)?.[1]).toMatch(/^[0-9a-f]{24}-/);
  }
});
