import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

// What an attacker sends is in test/conformance, by threat number.

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    settings: { CORS_ALLOW_ORIGINS: "https://app.example.com" },
  });
});
afterAll(() => gateway.stop());

const identity = () => Object.entries(identityOf(gateway.caller)).map(([name, value]) => `${name}: ${value}`);
const get = (headers: string[] = [], body = "", path = "/demo/accounts") =>
  rawRequest(`GET ${path} HTTP/1.1`, [...identity(), ...headers], body);
const post = (headers: string[], body = "") =>
  rawRequest("POST /demo/accounts HTTP/1.1", [...identity(), ...headers], body);

describe("bytes that are no request", () => {
  it.each([
    ["no request", () => "nonsense\r\n\r\n", 400, "bad_request"],
    ["another version", () => get().replace("HTTP/1.1", "HTTP/9.9"), 400, "bad_request"],
    ["a target without an end", () => `GET /${"a".repeat(200_000)}`, 414, "uri_too_long"],
    ["headers beyond the limit", () => get([`X-A: ${"a".repeat(60_000)}`]), 431, "headers_too_large"],
    [
      "chunk extensions beyond the limit",
      () => post(["Transfer-Encoding: chunked"], `5;${"x".repeat(40_000)}\r\nhello\r\n0\r\n\r\n`),
      413,
      "body_too_large",
    ],
    ["a bad chunk", () => post(["Transfer-Encoding: chunked"], "xyz\r\n"), 400, "bad_request"],
    ["CONNECT", () => "CONNECT internal:22 HTTP/1.1\r\nHost: internal:22\r\n\r\n", 400, "bad_request"],
  ])("leaves a log entry of its own for %s", async (_what, bytes, status, error) => {
    const { head } = await sendRaw(gateway.port, bytes());
    const id = /x-request-id: (\S+)/i.exec(head)?.[1] ?? "";
    const entry = await gateway.entryOf(id);
    expect(entry).toMatchObject({ status, error, ip: "127.0.0.1" });
    expect(entry.deny?.length).toBeGreaterThan(0);
    expect((await gateway.entries()).filter(({ requestId }) => requestId === id)).toHaveLength(1);
  });
});

describe("framing towards the upstream is rebuilt, never copied", () => {
  it("keeps framing and routing headers that Connection names, and drops the others", async () => {
    const answer = await sendRaw(
      gateway.port,
      post(
        [
          "Connection: content-length, x-secret, host, x-request-id",
          "X-Secret: 1",
          "X-Kept: 1",
          "Content-Length: 5",
        ],
        "hello",
      ),
    );
    expect(answer.status).toBe(200);
    const seen = gateway.upstream.requests.at(-1);
    expect(seen?.body).toBe("hello");
    expect(seen?.headers).toMatchObject({ "x-kept": "1", "content-length": "5" });
    expect(seen?.headers).not.toHaveProperty("x-secret");
    expect(seen?.headers["x-request-id"]).toBeTruthy();
  });

  it("sends a chunked body on as one, without extensions and trailers", async () => {
    const body = "3;name=value\r\nabc\r\n2\r\nde\r\n0\r\nX-Zerq-Client-Id: forged\r\n\r\n";
    const answer = await sendRaw(
      gateway.port,
      post(["Transfer-Encoding: chunked", "Trailer: X-Zerq-Client-Id"], body),
    );
    expect(answer.status).toBe(200);
    const seen = gateway.upstream.requests.at(-1);
    expect(seen?.body).toBe("abcde");
    expect(JSON.stringify(seen?.rawHeaders)).not.toMatch(/forged|trailer/i);
  });

  it("answers pipelined requests in their order", async () => {
    const both = get([], "", "/demo/items/1") + get([], "", "/demo/items/2");
    const answer = await sendRaw(gateway.port, both, undefined, 2);
    const first = answer.text.indexOf("/v1/things/1");
    expect(first).toBeGreaterThan(0);
    expect(answer.text.indexOf("/v1/things/2")).toBeGreaterThan(first);
  });
});

describe("Expect: 100-continue", () => {
  it("is not waited for without a body; the connection closes, and what comes behind is left alone", async () => {
    const seen = gateway.upstream.requests.length;
    const answer = await sendRaw(gateway.port, post(["Content-Length: 0", "Expect: 100-continue"]) + get());
    expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect([answer.status, answer.isClosed]).toEqual([200, true]);
    expect(gateway.upstream.requests).toHaveLength(seen + 1);
  });
});

describe("CORS", () => {
  const preflight = (origin: string) =>
    rawRequest("OPTIONS /demo/accounts HTTP/1.1", [
      `Origin: ${origin}`,
      "Access-Control-Request-Method: POST",
      "Access-Control-Request-Headers: authorization, x-client-id",
    ]);

  it("answers a preflight from an allowed origin, without credentials", async () => {
    const answer = await sendRaw(gateway.port, preflight("https://app.example.com"));
    expect(answer.status).toBe(204);
    expect(answer.head).toMatch(/access-control-allow-origin: https:\/\/app\.example\.com/i);
    expect(answer.head).toMatch(/access-control-allow-methods: POST/i);
    expect(answer.head).toMatch(/access-control-allow-headers: authorization, x-client-id/i);
    expect(answer.head).toMatch(/vary: origin/i);
    expect(answer.head).not.toMatch(/allow-credentials/i);
  });

  it.each(["https://evil.example.com", "null", "https://app.example.com.evil.test"])(
    "treats a preflight from %s as a request like all others",
    async (origin) => {
      const answer = await sendRaw(gateway.port, preflight(origin));
      expect(answer.status).toBe(401);
      expect(answer.head).not.toMatch(/access-control/i);
    },
  );

  it("lets an allowed page read answers and refusals", async () => {
    for (const headers of [identity(), []]) {
      const answer = await sendRaw(
        gateway.port,
        rawRequest("GET /demo/accounts HTTP/1.1", [...headers, "Origin: https://app.example.com"]),
      );
      expect(answer.head).toMatch(/access-control-allow-origin: https:\/\/app\.example\.com/i);
      expect(answer.head).toMatch(/access-control-expose-headers: .*RateLimit/i);
    }
  });
});
