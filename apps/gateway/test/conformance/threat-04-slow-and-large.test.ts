import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawRequest, sendRaw, uploadAndRead } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    settings: {
      GATEWAY_HEADERS_TIMEOUT: "600ms",
      GATEWAY_REQUEST_TIMEOUT: "1200ms",
      GATEWAY_IDLE_BODY_TIMEOUT: "400ms",
      GATEWAY_MAX_BODY_BYTES: "1000",
    },
  });
  const { config, collection } = gateway;
  const checked = config.proxy({
    collectionId: collection.id,
    path: "/checked",
    methods: ["POST"],
    requestSchema: "{}",
  });
  await gateway.publish(config.put("proxy", checked));
});
afterAll(() => gateway.stop());

const get = (headers: string[] = [], path = "/demo/accounts") =>
  asCaller(gateway.caller, `GET ${path} HTTP/1.1`, headers);
const post = (headers: string[], body = "", path = "/demo/accounts") =>
  asCaller(gateway.caller, `POST ${path} HTTP/1.1`, headers, body);

describe("slow callers", () => {
  const slow = { code: "request_timeout", closes: true, withinMs: 5_000 } as const;
  it("slowloris: headers that never end", async () => {
    await expectRefusal(gateway, "GET /demo/accounts HTTP/1.1\r\nHost: x\r\nX-Slow", slow);
  });

  it("a body that stops coming", async () => {
    await expectRefusal(gateway, post(["Content-Length: 10"], "half"), {
      ...slow,
      deny: /no byte of the body/,
    });
  });

  it("a chunk that stops coming", async () => {
    await expectRefusal(gateway, post(["Transfer-Encoding: chunked"], "5\r\nab"), slow);
  });

  it("a promise of a body that is kept back behind 100-continue", async () => {
    const answer = await sendRaw(gateway.port, post(["Content-Length: 10", "Expect: 100-continue"]), 5_000);
    expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 408 /);
    expect(answer.isClosed).toBe(true);
  });
});

describe("large requests", () => {
  it.each<[string, () => string]>([
    ["a URL of 1 MB", () => `GET /${"a".repeat(1_000_000)}`],
    ["a URL beyond the limit", () => get([], `/demo/accounts?x=${"a".repeat(9_000)}`)],
  ])("%s is 414", async (_what, bytes) => {
    await expectRefusal(gateway, bytes(), { code: "uri_too_long", closes: true, deny: null });
  });

  it.each<[string, () => string]>([
    ["one header of 60 kB", () => get([`X-Large: ${"a".repeat(60_000)}`])],
    ["a name of 60 kB", () => get([`${"a".repeat(60_000)}: 1`])],
    ["100,000 headers", () => get(Array.from({ length: 100_000 }, (_, index) => `h${index}: 1`))],
    ["more headers than the limit", () => get(Array.from({ length: 150 }, (_, index) => `h${index}: 1`))],
    ["one cookie header 150 times", () => get(Array.from({ length: 150 }, () => "Cookie: a=b"))],
  ])("%s is 431", async (_what, bytes) => {
    await expectRefusal(gateway, bytes(), { code: "headers_too_large", closes: true, deny: null });
  });

  it.each<[string, () => string]>([
    ["a declared length", () => post(["Content-Length: 1001"], "x".repeat(1_001))],
    ["a declared length without a body", () => post(["Content-Length: 999999999"])],
    ["a declared length behind Expect", () => post(["Content-Length: 1001", "Expect: 100-continue"])],
    [
      "chunks that add up",
      () =>
        post(
          ["Transfer-Encoding: chunked"],
          `${"64\r\n".concat("x".repeat(100), "\r\n").repeat(11)}0\r\n\r\n`,
        ),
    ],
    [
      "chunk extensions",
      () => post(["Transfer-Encoding: chunked"], `5;${"x".repeat(40_000)}\r\nhello\r\n0\r\n\r\n`),
    ],
  ])("%s beyond the limit is 413", async (_what, bytes) => {
    await expectRefusal(gateway, bytes(), { code: "body_too_large", closes: true });
  });

  it("a body that grows when it is unpacked is never unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(100_000)).toString("latin1");
    const headers = [
      "Content-Type: application/json",
      "Content-Encoding: gzip",
      `Content-Length: ${bomb.length}`,
    ];
    await expectRefusal(gateway, post(headers, bomb, "/demo/checked"), { code: "unsupported_media_type" });
  });
});

describe("an upload that is refused while it is being sent", () => {
  // More than the buffers of a connection hold.
  const UPLOAD = 16_000_000;
  const refused = (headers: string[], path?: string) =>
    post([`Content-Length: ${UPLOAD}`, ...headers], "", path);

  it.each<[string, () => string, number]>([
    ["by its length", () => refused([]), 413],
    ["for its token", () => refused([]).replace(/Bearer \S+/, "Bearer zerq_tok_unknown"), 401],
    ["for its path", () => refused([], "/nowhere"), 404],
  ])("%s has its whole answer, however long the caller goes on", async (_what, head, status) => {
    const answer = await uploadAndRead(gateway.port, head(), UPLOAD);
    expect(answer.error).toBeUndefined();
    expect(answer.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*Connection: close\r\n[^]*\\}$`));
  });

  it("is hung up on when the caller never ends", async () => {
    const socket = connect({ port: gateway.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => undefined).resume();
    socket.write(refused([]), "latin1");
    const sending = setInterval(() => socket.write("x".repeat(1_000)), 20);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(sending);
    expect(socket.destroyed).toBe(true);
  });
});

describe("100-continue", () => {
  it("is answered once all checks have passed", async () => {
    const answer = await sendRaw(gateway.port, post(["Content-Length: 5", "Expect: 100-continue"], "hello"));
    expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
    expect(gateway.upstream.requests.at(-1)?.headers).not.toHaveProperty("expect");
  });

  it("is not answered for a request that is refused", async () => {
    const bytes = rawRequest("POST /demo/accounts HTTP/1.1", ["Content-Length: 5", "Expect: 100-continue"]);
    await expectRefusal(gateway, bytes, { code: "missing_headers", closes: true });
  });
});

it.each([
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  [
    "the preface and a reset",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x04\x03\0\0\0\x01\0\0\0\x08",
  ],
])("there is no HTTP/2 to reset rapidly: %s is 400", async (_what, bytes) => {
  await expectRefusal(gateway, bytes, { code: "bad_request", closes: true });
});
