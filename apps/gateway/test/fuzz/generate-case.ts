import { Random } from "../limits/random.ts";

/** What must become of the first request of a case. */
type Verdict =
  /** It reaches the upstream with exactly this body. */
  | { readonly kind: "accept"; readonly body: string }
  /** The upstream never gets it as a whole. */
  | { readonly kind: "refuse" }
  /** Either; but when it arrives, then with this body, if one is given. */
  | { readonly kind: "either"; readonly body: string | undefined };

export type FramingCase = { readonly tag: string; readonly bytes: string; readonly verdict: Verdict };

type Framed = { readonly headers: readonly string[]; readonly body: string; readonly verdict: Verdict };

export type CaseTarget = { readonly prefix: string; readonly identity: readonly string[] };

/**
 * Bytes of one connection: a request whose framing, headers or path somebody may read in two ways, and a plain one behind it,
 * which ends the case. Everything in it names the case, so that whatever turns up elsewhere can be told.
 */
export function generateCase(seed: number, target: CaseTarget): FramingCase {
  const random = new Random(seed);
  const tag = `c${seed}.`;
  const common = [...target.identity, `X-Case: ${tag}`];
  const framed = random.pick(framings)(random, payload(random, tag, target));
  const path = random.chance(0.8) ? "/accounts" : random.pick(paths);
  const extra = random.chance(0.7) ? plainExtra : random.pick(extras);
  const version = random.chance(0.95)
    ? "HTTP/1.1"
    : random.pick(["HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1"]);
  const lines = shuffled(random, [...common, ...framed.headers, ...extra.headers]);
  const first = `POST ${target.prefix}${path}?n=1 ${version}\r\nHost: fuzz.test\r\n${lines.join("\r\n")}\r\n\r\n${framed.body}`;
  const last = `GET ${target.prefix}/accounts?end HTTP/1.1\r\nHost: fuzz.test\r\n${common.join("\r\n")}\r\n\r\n`;
  const isPlain = path === "/accounts" && version === "HTTP/1.1" && extra.isHarmless;
  return { tag, bytes: first + last, verdict: isPlain ? framed.verdict : loosened(framed.verdict) };
}

/** Tricks elsewhere may refuse what the framing alone would let through, and never the other way round. */
function loosened(verdict: Verdict): Verdict {
  return verdict.kind === "accept" ? { kind: "either", body: verdict.body } : verdict;
}

function payload(random: Random, tag: string, { prefix, identity }: CaseTarget): string {
  const hidden = `GET ${prefix}/accounts?hidden HTTP/1.1\r\nHost: fuzz.test\r\n${identity.join("\r\n")}\r\nX-Case: ${tag}\r\n\r\n`;
  return random.pick([
    "",
    `[${tag}]`,
    `[${tag}]`.repeat(1 + Math.floor(random.next() * 300)),
    hidden,
    `0\r\n\r\n${hidden}`,
    `\r\n\r\n${hidden}`,
    `5\r\n[${tag.slice(0, 3)}]\r\n0\r\n\r\n${hidden}`,
  ]);
}

type Framing = (random: Random, body: string) => Framed;

const length = (body: string) => `Content-Length: ${body.length}`;
const CHUNKED = "Transfer-Encoding: chunked";

const framings: readonly Framing[] = [
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
      "x-case, close",
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
      "Upgrade: h2c",
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

const plainExtra = { headers: [] as readonly string[], isHarmless: true };
const extras: readonly (typeof plainExtra)[] = [
  { headers: ["X-A: 1", "X-A: 2", "x-a: 3"], isHarmless: true },
  {
    headers: ["X-Forwarded-For: 6.6.6.6", "X-Real-IP: forged", "X-Zerq-Client-Id: forged"],
    isHarmless: true,
  },
  { headers: ["X-Request-ID: forged\tforged"], isHarmless: true },
  { headers: ["Host: forged.test"], isHarmless: false },
  { headers: ["X-A: a\r\n b"], isHarmless: false },
  { headers: ["X-A: a\nX-Forged: forged"], isHarmless: false },
  { headers: ["X-A: a\rX-Forged: forged"], isHarmless: false },
  { headers: ["X-A: a\0b"], isHarmless: false },
  { headers: ["X A: b"], isHarmless: false },
  { headers: [": b"], isHarmless: false },
  { headers: ["no colon"], isHarmless: false },
  { headers: [`X-Long: ${"a".repeat(40_000)}`], isHarmless: false },
  { headers: Array.from({ length: 120 }, (_, index) => `X-${index}: 1`), isHarmless: false },
];

const paths: readonly string[] = [
  "/../demo/accounts",
  "/%2e%2e/accounts",
  "/files/..%2f..%2fadmin",
  "/files/%5c..%5cadmin",
  "/files/a\\b",
  "//accounts",
  "/accounts;a=b",
  "/files/%252e%252e/x",
  "/files/%00",
  "/files/a b",
  "/files/a\tb",
  "/files/%c0%ae%c0%ae/x",
  "/accounts HTTP/1.1\r\nX-Forged: forged\r\n\r\nGET /x",
  "/accounts#x",
  "/files/%0d%0aX-Forged:%20forged",
  "/files/a/../../accounts",
  "/files/.",
  "/%61ccounts",
];

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const rest = [...items];
  for (let index = rest.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random.next() * (index + 1));
    [rest[index], rest[other]] = [rest[other] as T, rest[index] as T];
  }
  return rest;
}
