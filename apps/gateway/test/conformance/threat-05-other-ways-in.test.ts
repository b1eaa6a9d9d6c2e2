import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawRequest, sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal, malformed } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  const { config, client } = gateway;
  const denied = config.profile({ clientId: client.id, deniedIps: ["127.0.0.1"] });
  deniedCaller = denied.caller;
  const poor = config.client();
  const ofPoor = config.profile({ clientId: poor.id });
  poorCaller = ofPoor.caller;
  await gateway.publish(
    config.put("profile", denied.profile),
    config.put("client", poor),
    config.put("profile", ofPoor.profile),
  );
});
afterAll(() => gateway.stop());
let deniedCaller: TestGateway["caller"];
let poorCaller: TestGateway["caller"];

const line = (path = "/demo/accounts") => `GET ${path} HTTP/1.1`;
const get = (headers: string[] = [], path?: string) => asCaller(gateway.caller, line(path), headers);
const upgrade = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: AAAA",
];

describe("the host is one and plain", () => {
  it.each<[string, () => string]>([
    ["none", () => get().replace("Host: gateway.test\r\n", "")],
    ["an empty one", () => get().replace("gateway.test", "")],
    ["two", () => get(["Host: other.test"])],
    ["the same twice", () => get(["Host: gateway.test"])],
    ["a list", () => get().replace("gateway.test", "gateway.test, other.test")],
    ["with a path", () => get().replace("gateway.test", "a/b")],
    ["with user information", () => get().replace("gateway.test", "user@gateway.test")],
    ["with a quote", () => get().replace("gateway.test", 'a"b')],
    ["with a space", () => get().replace("gateway.test", "a b")],
    ["with a raw byte", () => get().replace("gateway.test", "a\xe4b")],
  ])("%s is 400", async (_what, bytes) => {
    await expectRefusal(gateway, bytes(), malformed);
  });
});

describe("targets that name a host or nothing are 400", () => {
  it.each([
    "http://gateway.test/demo/accounts",
    "https://other.test/demo/accounts",
    "HTTP://GATEWAY.TEST/",
    "gateway.test/demo/accounts",
    "gateway.test:443",
    "*",
  ])("%s", async (target) => {
    await expectRefusal(gateway, get([], target), malformed);
  });
});

describe("methods that are no route's", () => {
  it.each(["TRACE", "LINK", "PROPFIND", "PURGE"])(
    "%s is 405 before anybody asks who is calling",
    async (method) => {
      const answer = await expectRefusal(gateway, rawRequest(`${method} /demo/accounts HTTP/1.1`, []), {
        code: "method_not_allowed",
        deny: null,
      });
      expect(answer.head).toMatch(/allow: get/i);
    },
  );

  it.each(["get", "GeT", "G ET", "GET\0", "JUNK"])("%j is no method", async (method) => {
    await expectRefusal(gateway, get().replace("GET", method), malformed);
  });

  it.each(["internal:22", "127.0.0.1:6379", "/demo/accounts"])(
    "CONNECT %s opens no tunnel",
    async (target) => {
      await expectRefusal(gateway, `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`, {
        ...malformed,
        deny: null,
      });
    },
  );
});

describe("an upgrade goes through the same pipeline (CVE-2026-16117)", () => {
  it.each<
    [
      string,
      () => string,
      "missing_headers" | "unauthorized" | "ip_not_allowed" | "collection_access_denied" | "route_not_found",
    ]
  >([
    ["without identity", () => rawRequest(line(), upgrade), "missing_headers"],
    [
      "with a wrong token",
      () => asCaller({ ...gateway.caller, token: "guess" }, line(), upgrade),
      "unauthorized",
    ],
    ["from a denied address", () => asCaller(deniedCaller, line(), upgrade), "ip_not_allowed"],
    ["without the collection", () => asCaller(poorCaller, line(), upgrade), "collection_access_denied"],
    ["to nowhere", () => get(upgrade, "/demo/nothing"), "route_not_found"],
  ])("%s", async (_what, bytes, code) => {
    await expectRefusal(gateway, bytes(), { code, closes: true, deny: null });
  });

  it.each([
    ["a length", ["Content-Length: 5"], "hello"],
    ["chunks", ["Transfer-Encoding: chunked"], "5\r\nhello\r\n0\r\n\r\n"],
  ])("with a body by %s is no upgrade", async (_what, framing, body) => {
    await expectRefusal(gateway, get([...upgrade, ...framing]) + body, { ...malformed, closes: true });
  });

  it("to h2c is answered as the plain request that it is, and passes no framing on", async () => {
    const h2c = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"];
    expect((await sendRaw(gateway.port, get(h2c))).status).toBe(200);
    expect(JSON.stringify(gateway.upstream.requests.at(-1)?.rawHeaders)).not.toMatch(
      /h2c|http2-settings|upgrade/i,
    );
    await expectRefusal(gateway, rawRequest(line(), h2c), { code: "missing_headers" });
  });

  it.each<[string, string]>([
    ["an upgrade", rawRequest(line(), upgrade)],
    ["CONNECT", "CONNECT internal:22 HTTP/1.1\r\nHost: internal:22\r\n\r\n"],
  ])("%s behind a request without an answer is refused, and the gateway lives", async (_what, second) => {
    const answer = await sendRaw(gateway.port, rawRequest(line(), []) + second, undefined, 2);
    expect([answer.status, answer.isClosed]).toEqual([401, true]);
    expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    const pending = await sendRaw(gateway.port, get() + second, undefined, 2);
    expect([pending.status, pending.isClosed]).toEqual([400, true]);
    expect((await gateway.call("/demo/accounts")).status).toBe(200);
  });
});

it("answers /healthz without identity, and nothing beside it", async () => {
  const health = await sendRaw(gateway.port, rawRequest("GET /healthz HTTP/1.1", []));
  expect([health.status, health.body]).toEqual([200, '{"status":"ok"}']);
  for (const first of [
    "GET /healthz/x",
    "POST /healthz",
    "GET /health",
    "GET /readyz",
    "GET /metrics",
    "GET /%68ealthz/x",
  ])
    await expectRefusal(gateway, rawRequest(`${first} HTTP/1.1`, []), { code: "missing_headers" });
});
