import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

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

describe("ambiguous framing is refused and the connection closes, and the upstream never hears of it (threat 1)", () => {
  it.each<[string, () => string]>([
    [
      "Content-Length and Transfer-Encoding",
      () => post(["Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
    ],
    ["two different Content-Length", () => post(["Content-Length: 5", "Content-Length: 6"], "hello!")],
    ["two equal Content-Length", () => post(["Content-Length: 5", "Content-Length: 5"], "hello")],
    ["a list in Content-Length", () => post(["Content-Length: 5, 5"], "hello")],
    ["a signed Content-Length", () => post(["Content-Length: +5"], "hello")],
    ["a hexadecimal Content-Length", () => post(["Content-Length: 0x5"], "hello")],
    [
      "Transfer-Encoding twice",
      () => post(["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
    ],
    [
      "another Transfer-Encoding before chunked",
      () => post(["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"),
    ],
    ["Transfer-Encoding that isn't chunked", () => post(["Transfer-Encoding: identity"], "hello")],
    ["a disguised chunked", () => post(["Transfer-Encoding: xchunked"], "0\r\n\r\n")],
    ["a space before the colon", () => post(["Content-Length : 5"], "hello")],
    ["obs-fold", () => get(["X-Folded: a\r\n b"])],
    ["a bare LF", () => `GET /demo/accounts HTTP/1.1\nHost: x\n\n`],
    ["a bare CR in a header", () => get(["X-A: a\rX-B: b"])],
    ["a NUL in a header", () => get(["X-A: a\0b"])],
    ["a name with a space", () => get(["X A: b"])],
    ["an empty name", () => get([": b"])],
    [
      "chunked in HTTP/1.0",
      () => post(["Transfer-Encoding: chunked"], "0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0"),
    ],
    ["no Host", () => get().replace("Host: gateway.test\r\n", "")],
    ["two Hosts", () => get(["Host: other.test"])],
    ["a Host that is none", () => get().replace("gateway.test", "a/b@c")],
    ["a bad chunk size", () => post(["Transfer-Encoding: chunked"], "xyz\r\n")],
    ["a chunk longer than it says", () => post(["Transfer-Encoding: chunked"], "1\r\nab\r\n0\r\n\r\n")],
    ["an unknown version", () => get().replace("HTTP/1.1", "HTTP/9.9")],
    ["no request at all", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ])("%s", async (_what, bytes) => {
    const seen = gateway.upstream.requests.length;
    const answer = await sendRaw(gateway.port, bytes());
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: "bad_request" });
    expect(answer.head).toMatch(/x-request-id: /i);
    expect(answer.isClosed).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(gateway.upstream.requests).toHaveLength(seen);
  });

  it("does not take a second request out of a refused one", async () => {
    const smuggled = "GET /demo/accounts HTTP/1.1\r\nHost: x\r\n\r\n";
    const answer = await sendRaw(
      gateway.port,
      post(["Content-Length: 0", "Transfer-Encoding: chunked"], smuggled),
    );
    expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(answer.isClosed).toBe(true);
  });

  it.each([
    ["a path that is refused", () => get([], "", "/demo/%2e%2e/accounts")],
    ["headers that are refused", () => get(["Host: other.test"])],
    [
      "a refusal that leaves a body unread",
      () => rawRequest("POST /demo/accounts HTTP/1.1", ["Content-Length: 5"], "hello"),
    ],
  ])("does nothing of what comes on the connection behind %s", async (_what, first) => {
    const seen = gateway.upstream.requests.length;
    const answer = await sendRaw(gateway.port, first() + get());
    expect(answer.text.match(/HTTP\/1\.1 4/g)).toHaveLength(1);
    expect(answer.isClosed).toBe(true);
    expect((await gateway.call("/demo/accounts")).status).toBe(200);
    expect(gateway.upstream.requests).toHaveLength(seen + 1);
  });

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

describe("one canonical path (threat 2)", () => {
  it.each([
    "/demo/../demo/accounts",
    "/demo/./accounts",
    "/demo/%2e%2e/demo/accounts",
    "/demo/files/..%2f..%2fadmin",
    "/demo/files/%2e%2e%5cadmin",
    "/demo\\accounts",
    "/demo%5caccounts",
    "//demo/accounts",
    "/demo//accounts",
    "/demo/accounts;admin=1",
    "/demo/files/a%252e%252e",
    "/demo/files/a%00b",
    "/demo/files/a\0b",
    "/demo/files/%c0%ae%c0%ae",
    "/demo/files/%ff",
    "/demo/files/%zz",
    "/demo/accounts#fragment",
    "/demo/files/\xe4",
    "http://gateway.test/demo/accounts",
    "*",
  ])("refuses %j with 400", async (path) => {
    const seen = gateway.upstream.requests.length;
    const answer = await sendRaw(gateway.port, get([], "", path));
    expect(answer.status).toBe(400);
    expect(gateway.upstream.requests).toHaveLength(seen);
  });

  it.each([
    ["/demo/%61ccounts", "/v1/accounts"],
    ["/demo/items/a%2Db", "/v1/things/a-b"],
    ["/demo/items/%c3%a4%20x", "/v1/things/%C3%A4%20x"],
    ["/demo/files/a/b%3Fc?d=%2e%2e/&e", "/static/a/b%3Fc?d=%2e%2e/&e"],
  ])("forwards %s as %s", async (path, forwarded) => {
    expect((await sendRaw(gateway.port, get([], "", path))).status).toBe(200);
    expect(gateway.upstream.requests.at(-1)?.url).toBe(forwarded);
  });
});

describe("identity and reserved headers (threat 3)", () => {
  it.each(["X-Client-ID", "X-Profile-ID", "Authorization"])("refuses a second %s", async (name) => {
    const answer = await sendRaw(gateway.port, get([`${name}: ${"a".repeat(24)}`]));
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([401, "missing_headers"]);
  });

  it("never sends identity, reserved names or their aliases on", async () => {
    const forged = [
      "X-Zerq-Client-Id: forged",
      "x_zerq_client_id: forged",
      "X.Zerq.Client.Id: forged",
      "X_Client_ID: forged",
      "x-client_id: forged",
      "X-Forwarded-For: 6.6.6.6",
      "X_Forwarded_For: 6.6.6.6",
      "X-Forwarded-Host: forged.test",
      "X-Forwarded-Prefix: forged",
      "Forwarded: for=6.6.6.6",
      "X-Real-IP: 6.6.6.6",
      "Proxy-Authorization: forged",
      "TE: trailers",
      "Keep-Alive: forged",
      "X-HTTP-Method-Override: DELETE",
    ];
    expect((await sendRaw(gateway.port, get(forged))).status).toBe(200);
    const seen = gateway.upstream.requests.at(-1);
    expect(JSON.stringify(seen?.rawHeaders)).not.toMatch(/forged|6\.6\.6\.6|DELETE|trailers/);
    expect(seen?.headers).not.toHaveProperty("authorization");
    expect(seen?.headers).not.toHaveProperty("x-client-id");
    expect(seen?.headers).toMatchObject({
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "gateway.test",
      forwarded: 'for=127.0.0.1;host="gateway.test";proto=http',
    });
  });

  it("keeps a safe request id, and replaces one that could forge a line", async () => {
    const kept = await sendRaw(gateway.port, get(["X-Request-ID: abc-1.2_3"]));
    expect(kept.head).toMatch(/x-request-id: abc-1\.2_3\r\n/i);
    expect(gateway.upstream.requests.at(-1)?.headers["x-request-id"]).toBe("abc-1.2_3");
    for (const bad of ['a"b', "a b", "", "x".repeat(129)]) {
      const { head } = await sendRaw(gateway.port, get([`X-Request-ID: ${bad}`]));
      expect(/x-request-id: (\S+)/i.exec(head)?.[1]).toMatch(/^[0-9a-f]{24}-/);
    }
  });
});

describe("limits of the wire (threat 4)", () => {
  it("refuses a target beyond the parser's own limit with 414", async () => {
    const answer = await sendRaw(gateway.port, `GET /${"a".repeat(200_000)}`);
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([414, "uri_too_long"]);
    expect(answer.isClosed).toBe(true);
  });

  it("refuses headers beyond the limit with 431", async () => {
    const answer = await sendRaw(gateway.port, get([`X-Large: ${"a".repeat(60_000)}`]));
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([431, "headers_too_large"]);
    expect(answer.isClosed).toBe(true);
  });

  it("refuses headers and bodies that stop coming with 408", async () => {
    const impatient = await startTestGateway({
      settings: { GATEWAY_HEADERS_TIMEOUT: "600ms", GATEWAY_IDLE_BODY_TIMEOUT: "400ms" },
    });
    const own = Object.entries(identityOf(impatient.caller)).map((pair) => pair.join(": "));
    const half = rawRequest("POST /demo/accounts HTTP/1.1", [...own, "Content-Length: 10"], "half");
    for (const bytes of ["GET /demo/accounts HTTP/1.1\r\nHost: x\r\nX-Slow", half]) {
      const answer = await sendRaw(impatient.port, bytes);
      expect([answer.status, JSON.parse(answer.body).error]).toEqual([408, "request_timeout"]);
      expect(answer.isClosed).toBe(true);
      const id = /x-request-id: (\S+)/i.exec(answer.head)?.[1] ?? "";
      expect(await impatient.entryOf(id)).toMatchObject({ status: 408, error: "request_timeout" });
    }
    await impatient.stop();
  });

  it("refuses oversized chunk extensions", async () => {
    const body = `5;${"x".repeat(40_000)}\r\nhello\r\n0\r\n\r\n`;
    const answer = await sendRaw(gateway.port, post(["Transfer-Encoding: chunked"], body));
    expect(answer.status).toBe(413);
    expect(answer.isClosed).toBe(true);
  });
});

describe("Expect: 100-continue", () => {
  it("is answered by the gateway once all checks have passed", async () => {
    const answer = await sendRaw(gateway.port, post(["Content-Length: 5", "Expect: 100-continue"], "hello"));
    expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
    const seen = gateway.upstream.requests.at(-1);
    expect(seen?.body).toBe("hello");
    expect(seen?.headers).not.toHaveProperty("expect");
  });

  it("is not waited for without a body; the connection closes, and what comes behind is left alone", async () => {
    const seen = gateway.upstream.requests.length;
    const answer = await sendRaw(gateway.port, post(["Content-Length: 0", "Expect: 100-continue"]) + get());
    expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect([answer.status, answer.isClosed]).toEqual([200, true]);
    expect(gateway.upstream.requests).toHaveLength(seen + 1);
  });

  it("is not answered for a request that is refused", async () => {
    const bytes = rawRequest("POST /demo/accounts HTTP/1.1", ["Content-Length: 5", "Expect: 100-continue"]);
    const answer = await sendRaw(gateway.port, bytes);
    expect(answer.text).toMatch(/^HTTP\/1\.1 401/);
    expect(answer.isClosed).toBe(true);
  });
});

describe("other ways in (threat 5)", () => {
  it("refuses CONNECT", async () => {
    const answer = await sendRaw(gateway.port, "CONNECT internal:22 HTTP/1.1\r\nHost: internal:22\r\n\r\n");
    expect(answer.status).toBe(400);
    expect(answer.isClosed).toBe(true);
  });

  it("runs an h2c upgrade as the plain request that it is", async () => {
    const upgrade = [
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAMAAABkAAQAAP__",
    ];
    const answer = await sendRaw(gateway.port, get(upgrade));
    expect(answer.status).toBe(200);
    expect(JSON.stringify(gateway.upstream.requests.at(-1)?.rawHeaders)).not.toMatch(/h2c|http2-settings/i);
    expect((await sendRaw(gateway.port, rawRequest("GET /demo/accounts HTTP/1.1", upgrade))).status).toBe(
      401,
    );
  });

  it("answers /healthz without identity, and nothing else", async () => {
    const health = await sendRaw(gateway.port, rawRequest("GET /healthz HTTP/1.1", []));
    expect([health.status, health.body]).toEqual([200, '{"status":"ok"}']);
    expect((await sendRaw(gateway.port, rawRequest("GET /healthz/x HTTP/1.1", []))).status).toBe(401);
    expect(
      (await sendRaw(gateway.port, rawRequest("POST /healthz HTTP/1.1", ["Content-Length: 0"]))).status,
    ).toBe(401);
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
