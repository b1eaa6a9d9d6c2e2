import { describe, expect, it } from "vitest";
import { UpstreamProtocolError } from "./protocol-errors.ts";
import { CHUNKED, ResponseHead, UNTIL_CLOSE } from "./response-head.ts";

function read(lines: readonly string[], isHead = false): ResponseHead {
  const head = new ResponseHead();
  head.read(lines.join("\r\n"), isHead);
  return head;
}

describe("the head of an answer", () => {
  it("is read with its names in lower case and every line kept, in order", () => {
    const head = read([
      "HTTP/1.1 201 Made it",
      "Set-Cookie: a=1",
      "SET-COOKIE:b=2 \t",
      "X-Empty:",
      "Content-Length: 3",
    ]);
    expect([head.status, head.statusText, head.length, head.keepsAlive]).toEqual([201, "Made it", 3, true]);
    expect(head.headers).toEqual([
      "set-cookie",
      "a=1",
      "set-cookie",
      "b=2",
      "x-empty",
      "",
      "content-length",
      "3",
    ]);
  });

  it.each<[string, string[], number, boolean]>([
    ["a length", ["HTTP/1.1 200 OK", "Content-Length: 10"], 10, true],
    ["chunks", ["HTTP/1.1 200 OK", "Transfer-Encoding: Chunked"], CHUNKED, true],
    ["neither", ["HTTP/1.1 200 OK"], UNTIL_CLOSE, false],
    ["no reason phrase", ["HTTP/1.1 200", "Content-Length: 0"], 0, true],
    ["204 with a length", ["HTTP/1.1 204 No Content", "Content-Length: 5"], 0, true],
    ["304 with a length", ["HTTP/1.1 304 Not Modified", "Content-Length: 5"], 0, true],
    ["a close", ["HTTP/1.1 200 OK", "Content-Length: 1", "Connection: Close"], 1, false],
    ["a close among others", ["HTTP/1.1 200 OK", "Content-Length: 1", "Connection: x-hop, close"], 1, false],
    [
      "a close and a later keep-alive",
      ["HTTP/1.1 200 OK", "Content-Length: 1", "Connection: close", "Connection: keep-alive"],
      1,
      false,
    ],
    ["HTTP/1.0", ["HTTP/1.0 200 OK", "Content-Length: 1", "Connection: keep-alive"], 1, false],
  ])("with %s", (_name, lines, length, keepsAlive) => {
    const head = read(lines);
    expect([head.length, head.keepsAlive]).toEqual([length, keepsAlive]);
  });

  it("has no body behind a HEAD, and forgets the answer before", () => {
    const head = new ResponseHead();
    head.read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nKeep-Alive: timeout=7, max=3", false);
    expect([head.length, head.keepAliveMs]).toEqual([CHUNKED, 7_000]);
    head.read("HTTP/1.1 200 OK\r\nContent-Length: 9", true);
    expect([head.length, head.keepAliveMs, head.headers]).toEqual([0, undefined, ["content-length", "9"]]);
  });

  it.each<[string, string[]]>([
    ["two lengths", ["HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 2"]],
    ["two equal lengths", ["HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 1"]],
    ["a list of lengths", ["HTTP/1.1 200 OK", "Content-Length: 1, 1"]],
    ["a signed length", ["HTTP/1.1 200 OK", "Content-Length: +1"]],
    ["a negative length", ["HTTP/1.1 200 OK", "Content-Length: -1"]],
    ["a hexadecimal length", ["HTTP/1.1 200 OK", "Content-Length: 0x1"]],
    ["an empty length", ["HTTP/1.1 200 OK", "Content-Length:"]],
    ["a length that no number counts", ["HTTP/1.1 200 OK", "Content-Length: 9007199254740993"]],
    ["a length beside a coding", ["HTTP/1.1 200 OK", "Content-Length: 1", "Transfer-Encoding: chunked"]],
    ["a coding beside a length", ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Content-Length: 1"]],
    ["another coding", ["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked"]],
    ["an unknown coding", ["HTTP/1.1 200 OK", "Transfer-Encoding: xchunked"]],
    ["chunked twice", ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"]],
    ["chunked in HTTP/1.0", ["HTTP/1.0 200 OK", "Transfer-Encoding: chunked"]],
    ["a space before the colon", ["HTTP/1.1 200 OK", "Content-Length : 1"]],
    ["a folded line", ["HTTP/1.1 200 OK", "X-A: 1", " folded"]],
    ["a line without a colon", ["HTTP/1.1 200 OK", "nonsense"]],
    ["an empty name", ["HTTP/1.1 200 OK", ": 1"]],
    ["a name that is no token", ["HTTP/1.1 200 OK", "X(A): 1"]],
    ["a bare LF in a value", ["HTTP/1.1 200 OK", "X-A: 1\nX-B: 2"]],
    ["a bare CR in a value", ["HTTP/1.1 200 OK", "X-A: 1\rX-B: 2"]],
    ["a NUL in a value", ["HTTP/1.1 200 OK", "X-A: 1\0"]],
    ["a bare LF behind the status line", ["HTTP/1.1 200 OK\nX-A: 1"]],
    ["a version of its own", ["HTTP/2.0 200 OK"]],
    ["HTTP/0.9", ["hello"]],
    ["a status of two digits", ["HTTP/1.1 20 OK"]],
    ["a status of four digits", ["HTTP/1.1 2000 OK"]],
    ["a status below 100", ["HTTP/1.1 099 OK"]],
    ["two spaces before the status", ["HTTP/1.1  200 OK"]],
    ["a control character in the reason", ["HTTP/1.1 200 O\x07K"]],
    ["an empty line in front", ["", "HTTP/1.1 200 OK"]],
  ])("with %s is refused", (_name, lines) => {
    expect(() => read(lines)).toThrow(UpstreamProtocolError);
  });
});
