import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendCase } from "../fuzz/send-case.ts";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal, malformed } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const CHUNKED = "Transfer-Encoding: chunked";
const get = (headers: string[] = [], path = "/demo/accounts") =>
  asCaller(gateway.caller, `GET ${path} HTTP/1.1`, headers);
const post = (headers: string[], body = "", version = "HTTP/1.1") =>
  asCaller(gateway.caller, `POST /demo/accounts ${version}`, headers, body);

describe("ambiguous framing", () => {
  it.each<[string, () => string]>([
    ["CL.TE", () => post(["Content-Length: 5", CHUNKED], "0\r\n\r\n")],
    ["TE.CL", () => post([CHUNKED, "Content-Length: 5"], "0\r\n\r\n")],
    ["CL.TE with a length of 0", () => post(["Content-Length: 0", CHUNKED], "0\r\n\r\n")],
    ["two different Content-Length", () => post(["Content-Length: 5", "Content-Length: 6"], "hello!")],
    ["two equal Content-Length", () => post(["Content-Length: 5", "Content-Length: 5"], "hello")],
    ["two Content-Length in other cases", () => post(["content-length: 5", "CONTENT-LENGTH: 0"], "hello")],
    ["a list in Content-Length", () => post(["Content-Length: 5, 5"], "hello")],
    ["a signed Content-Length", () => post(["Content-Length: +5"], "hello")],
    ["a negative Content-Length", () => post(["Content-Length: -5"], "hello")],
    ["a hexadecimal Content-Length", () => post(["Content-Length: 0x5"], "hello")],
    ["a Content-Length with a fraction", () => post(["Content-Length: 5.0"], "hello")],
    ["an empty Content-Length", () => post(["Content-Length:"], "hello")],
    ["a Content-Length past 2^64", () => post(["Content-Length: 18446744073709551621"], "hello")],
    ["a Content-Length with a NUL", () => post(["Content-Length: 5\0"], "hello")],
    ["a folded Content-Length", () => post(["Content-Length:\r\n 5"], "hello")],
    ["Transfer-Encoding twice", () => post([CHUNKED, CHUNKED], "0\r\n\r\n")],
    ["Transfer-Encoding twice, once disguised", () => post([CHUNKED, "Transfer-Encoding: cow"], "0\r\n\r\n")],
    ["a coding before chunked", () => post(["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n")],
    ["a coding behind chunked", () => post(["Transfer-Encoding: chunked, identity"], "hello")],
    ["chunked twice in one", () => post(["Transfer-Encoding: chunked, chunked"], "0\r\n\r\n")],
    ["identity", () => post(["Transfer-Encoding: identity"], "hello")],
    ["xchunked", () => post(["Transfer-Encoding: xchunked"], "0\r\n\r\n")],
    ["chunked with a parameter", () => post(["Transfer-Encoding: chunked;q=1"], "0\r\n\r\n")],
    ["quoted chunked", () => post(['Transfer-Encoding: "chunked"'], "0\r\n\r\n")],
    ["chunked behind a vertical tab", () => post(["Transfer-Encoding: \x0bchunked"], "0\r\n\r\n")],
    ["an empty Transfer-Encoding", () => post(["Transfer-Encoding:", "Content-Length: 5"], "hello")],
    ["a folded Transfer-Encoding", () => post(["Transfer-Encoding:\r\n chunked"], "0\r\n\r\n")],
    [
      "Transfer-Encoding with a space before the colon",
      () => post(["Transfer-Encoding : chunked"], "0\r\n\r\n"),
    ],
    ["Content-Length with a tab before the colon", () => post(["Content-Length\t: 5"], "hello")],
    ["chunked in HTTP/1.0", () => post([CHUNKED], "0\r\n\r\n", "HTTP/1.0")],
    ["obs-fold", () => get(["X-Folded: a\r\n b"])],
    ["obs-fold in the first header", () => get().replace("Host: gateway.test", "Host:\r\n gateway.test")],
    ["bare LF", () => get().replaceAll("\r\n", "\n")],
    ["bare LF behind one header", () => get(["X-A: 1\nX-B: 2"])],
    ["bare LF before the end of the head", () => get().replace(/\r\n\r\n$/, "\n\r\n")],
    ["bare CR", () => get(["X-A: 1\rX-B: 2"])],
    ["a NUL in a header", () => get(["X-A: a\0b"])],
    ["a name with a space", () => get(["X A: b"])],
    ["a name with a NUL", () => get(["X-A\0: b"])],
    ["an empty name", () => get([": b"])],
    ["a line without a colon", () => get(["no colon"])],
    ["a version of another time", () => get().replace("HTTP/1.1", "HTTP/9.9")],
    ["no version", () => get().replace(" HTTP/1.1", "")],
    ["two spaces before the version", () => get().replace(" HTTP/1.1", " x HTTP/1.1")],
    ["a TLS hello", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ])("%s", async (_what, bytes) => {
    await expectRefusal(gateway, bytes(), malformed);
  });
});

describe("a chunk that is none", () => {
  it.each([
    ["a size of letters", "xyz\r\n"],
    ["a signed size", "-1\r\na\r\n0\r\n\r\n"],
    ["a hexadecimal prefix", "0x1\r\na\r\n0\r\n\r\n"],
    ["a space before the size", " 1\r\na\r\n0\r\n\r\n"],
    ["a size past 2^64", "10000000000000001\r\na\r\n0\r\n\r\n"],
    ["more bytes than it says", "1\r\nab\r\n0\r\n\r\n"],
    ["bare LF behind the size", "1\na\r\n0\r\n\r\n"],
    ["bare LF behind its bytes", "1\r\na\n0\r\n\r\n"],
    ["bare LF in an extension", "1;a\na\r\n0\r\n\r\n"],
    ["bare CR in an extension", "1;a\rb\r\na\r\n0\r\n\r\n"],
    ["a bad name in the trailers", "1\r\na\r\n0\r\nX A: b\r\n\r\n"],
    ["a Content-Length in the trailers", "1\r\na\r\n0\r\nContent-Length: 5\r\n\r\n"],
    ["a Transfer-Encoding in the trailers", "1\r\na\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["a fold in the trailers", "1\r\na\r\n0\r\nX-A: b\r\n c\r\n\r\n"],
  ])("%s", async (_what, body) => {
    await expectRefusal(gateway, post([CHUNKED], body), malformed);
  });
});

describe("a second request", () => {
  const smuggled = () => get([], "/demo/items/smuggled");

  it.each<[string, () => string]>([
    ["in the body of a refused one", () => post(["Content-Length: 0", CHUNKED], smuggled())],
    ["behind a path that is refused", () => get([], "/demo/%2e%2e/accounts") + smuggled()],
    ["behind two hosts", () => get(["Host: other.test"]) + smuggled()],
    ["behind an endless chunk", () => post([CHUNKED], `fffffffffffffffff\r\n${smuggled()}`)],
  ])("%s is not done", async (_what, bytes) => {
    await expectRefusal(gateway, bytes(), malformed);
    expect(gateway.upstream.requests.map(({ url }) => url)).not.toContain("/v1/things/smuggled");
  });

  it("in a body stays a body (CL.0)", async () => {
    const body = smuggled();
    const answer = await sendRaw(gateway.port, post([`Content-Length: ${body.length}`], body));
    expect([answer.status, answer.text.match(/HTTP\/1\.1 /g)?.length]).toEqual([200, 1]);
    expect(gateway.upstream.requests.at(-1)?.body).toBe(body);
  });
});

describe("framing towards the upstream is rebuilt", () => {
  it.each(["content-length", "Content-Length, transfer-encoding", "close, content-length, host"])(
    "a body keeps its length when Connection names %s (CVE-2026-6338)",
    async (named) => {
      const body = "GET /smuggled HTTP/1.1\r\n\r\n";
      const headers = [`Connection: ${named}`, `Content-Length: ${body.length}`];
      expect((await sendRaw(gateway.port, post(headers, body))).status).toBe(200);
      const seen = gateway.upstream.requests.at(-1);
      expect([seen?.body, seen?.headers["content-length"]]).toEqual([body, String(body.length)]);
    },
  );

  it("framing beyond what a parser keeps is not overlooked (CVE-2026-58044)", async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `a${index}: 1`);
    const answer = await sendRaw(gateway.port, post([...many, "Content-Length: 5"], "hello"));
    expect([answer.status, answer.isClosed]).toEqual([431, true]);
  });

  it("chunk extensions and trailers end here, and set no header", async () => {
    const body = '3;a="b"\r\nabc\r\n2;x\r\nde\r\n0\r\nX-Zerq-Client-Id: forged\r\n\r\n';
    expect((await sendRaw(gateway.port, post([CHUNKED, "Trailer: X-Zerq-Client-Id"], body))).status).toBe(
      200,
    );
    const seen = gateway.upstream.requests.at(-1);
    expect(seen?.body).toBe("abcde");
    expect(JSON.stringify(seen?.rawHeaders)).not.toMatch(/forged|trailer/i);
  });

  it("the same bytes one by one are the same request", async () => {
    const bytes = post(["Content-Length: 5", "Connection: close"], "hello");
    const pieces = [...bytes];
    const { text } = await sendCase(gateway.port, {
      tag: "",
      bytes,
      pieces,
      verdict: { kind: "accept", body: "hello" },
    });
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(gateway.upstream.requests.at(-1)?.body).toBe("hello");
  });
});
