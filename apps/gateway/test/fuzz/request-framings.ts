import type { Random } from "../limits/random.ts";

/** What must become of the first request of a case. */
export type Verdict =
  /** It reaches the upstream with exactly this body. */
  | { readonly kind: "accept"; readonly body: string }
  /** The upstream never gets it as a whole. */
  | { readonly kind: "refuse" }
  /** Either; but when it arrives, then with this body, if one is given. */
  | { readonly kind: "either"; readonly body: string | undefined };

type Framed = { readonly headers: readonly string[]; readonly body: string; readonly verdict: Verdict };

export type Framing = (random: Random, body: string) => Framed;

const length = (body: string) => `Content-Length: ${body.length}`;
const CHUNKED = "Transfer-Encoding: chunked";

export const requestFramings: readonly Framing[] = [
  (_random, body) => ({ headers: [length(body)], body, verdict: { kind: "accept", body } }),
  (random, body) => ({ headers: [CHUNKED], body: chunks(random, body), verdict: { kind: "accept", body } }),
  // Extensions and trailers are read and left behind (RFC 9112 sections 7.1.1 and 7.1.2).
  (random, body) => {
    const extension = random.pick([
      ";a",
      ";a=b",
      ';a="b"',
      ";a=b;c=d",
      " ;a",
      ";",
      ';a="\r\n"',
      ";\n",
      ";a\r",
    ]);
    return { headers: [CHUNKED], body: chunks(random, body, extension), verdict: { kind: "either", body } };
  },
  (random, body) => {
    const trailer = random.pick([
      "X-Trailer: forged",
      "Content-Length: 5",
      "Transfer-Encoding: chunked",
      "X-Zerq-Client-Id: forged",
      "Bad Name: x",
      " folded",
      "Host: forged.test",
    ]);
    const text = chunks(random, body).replace(/\r\n$/, `${trailer}\r\n\r\n`);
    return { headers: [CHUNKED, "Trailer: X-Trailer"], body: text, verdict: { kind: "either", body } };
  },
  (random, body) => {
    const headers = [`Content-Length: ${random.pick([0, 1, body.length, body.length + 5])}`, CHUNKED];
    return { headers, body: chunks(random, body), verdict: { kind: "refuse" } };
  },
  (random, body) => {
    const other = random.pick([body.length, 0, body.length + 1, 5]);
    return { headers: [length(body), `Content-Length: ${other}`], body, verdict: { kind: "refuse" } };
  },
  (random, body) => {
    const n = body.length;
    const value = random.pick([
      `+${n}`,
      `-${n}`,
      `0x${n}`,
      `${n},${n}`,
      `${n}, ${n}`,
      `${n}\r\n ${n}`,
      "18446744073709551616",
      `${n}, 0`,
      `${n};`,
      `${n} 0`,
      `${n}.0`,
      `1e1`,
      `"${n}"`,
    ]);
    return { headers: [`Content-Length: ${value}`], body, verdict: { kind: "refuse" } };
  },
  (random, body) => {
    const value = random.pick([
      ` ${body.length}`,
      `${body.length} `,
      `\t${body.length}`,
      `0${body.length}`,
      `00${body.length}`,
    ]);
    return { headers: [`Content-Length:${value}`], body, verdict: { kind: "either", body } };
  },
  (random, body) => {
    const value = random.pick([
      "xchunked",
      "chunked, chunked",
      "gzip, chunked",
      "chunked, gzip",
      "identity",
      "chunked;q=1",
      "\x0bchunked",
      "chunked,",
      "chunk",
      '"chunked"',
      "cow",
      "chunked\x0c",
      "chunked\r\nTransfer-Encoding: chunked",
      "chunked\r\nTransfer-Encoding: identity",
      "identity\r\nTransfer-Encoding: chunked",
      "chunked\r\n ",
      "",
    ]);
    return {
      headers: [`Transfer-Encoding: ${value}`],
      body: chunks(random, body),
      verdict: { kind: "refuse" },
    };
  },
  (random, body) => {
    const header = random.pick([
      "transfer-encoding:chunked",
      "Transfer-Encoding: Chunked",
      "TRANSFER-ENCODING:  chunked ",
      "Transfer-Encoding:\tchunked",
    ]);
    return { headers: [header], body: chunks(random, body), verdict: { kind: "either", body } };
  },
  // A name that isn't one: whoever takes it for Transfer-Encoding sees another body than Content-Length says.
  (random, body) => {
    const name = random.pick([
      "Transfer-Encoding ",
      "Transfer-Encoding\t",
      "Transfer\tEncoding",
      "Transfer-Encoding\0",
      "Transfer-Encoding\x0b",
      "X: y\r\n Transfer-Encoding",
      "X: y\nTransfer-Encoding",
      "X: y\rTransfer-Encoding",
    ]);
    const text = chunks(random, body);
    return { headers: [`${name}: chunked`, length(text)], body: text, verdict: { kind: "refuse" } };
  },
  (random, body) => {
    const name = random.pick([
      "Transfer_Encoding",
      "transfer.encoding",
      "X-Transfer-Encoding",
      "Content_Length",
      "Content-Length-",
    ]);
    return { headers: [`${name}: chunked`, length(body)], body, verdict: { kind: "either", body } };
  },
  (random, body) => {
    const size = random.pick([
      "0x3",
      "-3",
      "+3",
      "3 3",
      " 3",
      "3_",
      "g",
      "",
      "FFFFFFFFFFFFFFFFF",
      "7fffffffffffffff",
      "100000000",
      "3\n",
      "3\r",
      "0x0",
    ]);
    return {
      headers: [CHUNKED],
      body: `${size}\r\nabc\r\n${chunks(random, body)}`,
      verdict: { kind: "refuse" },
    };
  },
  (random, body) => {
    const text = random.pick([
      `3\r\nabc${chunks(random, body)}`,
      `3\r\nabcd\r\n${chunks(random, body)}`,
      `3\r\nabc\n${chunks(random, body)}`,
      `3\nabc\r\n${chunks(random, body)}`,
    ]);
    return { headers: [CHUNKED], body: text, verdict: { kind: "refuse" } };
  },
  (random, body) => {
    const names = random.pick([
      "content-length",
      "transfer-encoding",
      "host, content-length",
      "content-length, transfer-encoding, close",
      "x-extra, close",
      "x-request-id",
      "authorization",
      ",",
      "close",
    ]);
    return { headers: [`Connection: ${names}`, length(body)], body, verdict: { kind: "either", body } };
  },
  (random, body) => {
    const header = random.pick([
      "Expect: 100-continue",
      "Expect: nothing",
      "Expect: 100-Continue, x",
      "Upgrade: h2c",
      "Connection: Upgrade\r\nUpgrade: h2c",
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
      "Connection: Upgrade\r\nUpgrade: websocket",
      "Upgrade: websocket",
      "X-HTTP-Method-Override: GET",
      "TE: trailers",
    ]);
    return { headers: [header, length(body)], body, verdict: { kind: "either", body } };
  },
  // No length at all: what follows is the next request, and if it is none, that may cost this one its answer.
  (_random, body) => ({ headers: [], body, verdict: { kind: "either", body: "" } }),
];

/** The chunked form in pieces of random sizes. */
function chunks(random: Random, body: string, extension = ""): string {
  let text = "";
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, 1 + Math.floor(random.next() * Math.max(4, body.length)));
    const hex = random.chance(0.2) ? `00${size.toString(16).toUpperCase()}` : size.toString(16);
    text += `${hex}${extension}\r\n${body.slice(at, at + size)}\r\n`;
    at += size;
  }
  return `${text}0${extension}\r\n\r\n`;
}
