import { Random } from "../limits/random.ts";
import { requestFramings, type Verdict } from "./request-framings.ts";
import { plainExtra, requestExtras, requestPaths, requestVersions } from "./request-tricks.ts";

export type FramingCase = {
  readonly tag: string;
  readonly bytes: string;
  /** The bytes in the pieces in which they are written. */
  readonly pieces: readonly string[];
  readonly verdict: Verdict;
};

export type CaseTarget = { readonly prefix: string; readonly identity: readonly string[] };

/** Longer cases aren't written byte by byte: their interesting places are few, and the time is not. */
const LONGEST_BY_BYTE = 1_200;

/**
 * Bytes of one connection: a request whose framing, headers or path somebody may read in two ways, and plain ones behind it,
 * of which the last ends the case. Everything in it names the case, so that whatever turns up elsewhere can be told.
 */
export function generateCase(seed: number, target: CaseTarget): FramingCase {
  const random = new Random(seed);
  const tag = `c${seed}.`;
  const common = [...target.identity, `X-Case: ${tag}`];
  const framed = random.pick(requestFramings)(random, payload(random, tag, target));
  const path = random.chance(0.8) ? "/accounts" : random.pick(requestPaths);
  const extra = random.chance(0.7) ? plainExtra : random.pick(requestExtras);
  const version = random.chance(0.95) ? " HTTP/1.1" : random.pick(requestVersions);
  const method = random.chance(0.85)
    ? "POST"
    : random.pick(["GET", "GET", "HEAD", "PUT", "post", "TRACE", "PRI"]);
  const authority = random.chance(0.97)
    ? ""
    : random.pick(["http://fuzz.test", "https://forged.test", "//fuzz.test"]);
  const lines = shuffled(random, [...common, ...framed.headers, ...extra.headers]);
  const plain = (query: string) =>
    `GET ${target.prefix}/accounts?${query} HTTP/1.1\r\nHost: fuzz.test\r\n${common.join("\r\n")}\r\n\r\n`;
  const head = `${method} ${authority}${target.prefix}${path}?n=1${version}\r\nHost: fuzz.test\r\n${lines.join("\r\n")}\r\n\r\n`;
  const ended = withEndings(random, head);
  const more = random.chance(0.85) ? 0 : 1 + Math.floor(random.next() * 3);
  const middle = Array.from({ length: more }, (_, index) => plain(`more=${index}`)).join("");
  const bytes = ended + framed.body + middle + plain("end");
  const isPlain =
    path === "/accounts" &&
    version === " HTTP/1.1" &&
    extra.isHarmless &&
    method === "POST" &&
    authority === "";
  const verdict = isPlain ? framed.verdict : loosened(framed.verdict);
  return {
    tag,
    bytes,
    pieces: inPieces(random, bytes),
    verdict: ended === head ? verdict : { kind: "refuse" },
  };
}

/** Now and then lines that end in a way in which no line does (RFC 9112 section 2.2). */
function withEndings(random: Random, head: string): string {
  if (random.chance(0.97)) return head;
  return random.pick([
    head.replaceAll("\r\n", "\n"),
    head.replace("\r\n", "\n"),
    head.replaceAll("\r\n", "\r"),
    head.replace(/\r\n\r\n$/, "\n\r\n"),
    head.replace(/\r\n\r\n$/, "\r\n\n"),
    head.replace("\r\n", "\r\r\n"),
  ]);
}

/** As one, byte by byte, or split at a few places. */
function inPieces(random: Random, bytes: string): string[] {
  if (random.chance(0.8)) return [bytes];
  if (random.chance(0.15) && bytes.length <= LONGEST_BY_BYTE) return [...bytes];
  const places = Array.from({ length: 1 + Math.floor(random.next() * 8) }, () =>
    Math.floor(random.next() * bytes.length),
  ).sort((one, other) => one - other);
  return [0, ...places].map((from, index) => bytes.slice(from, places[index] ?? bytes.length));
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

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const rest = [...items];
  for (let index = rest.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random.next() * (index + 1));
    [rest[index], rest[other]] = [rest[other] as T, rest[index] as T];
  }
  return rest;
}
