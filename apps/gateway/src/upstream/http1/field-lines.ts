import { UpstreamProtocolError } from "./protocol-errors.ts";

/** What a name means to the framing of a message and the life of its connection (RFC 9112). */
export type FieldRole = "plain" | "content-length" | "transfer-encoding" | "connection" | "keep-alive";

type FieldName = { readonly lower: string; readonly role: FieldRole };

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Anything but tab, visible characters and obs-text (RFC 9110 section 5.5): a CR, LF or NUL above all. */
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

const roles: Readonly<Record<string, FieldRole>> = {
  __proto__: null as never,
  "content-length": "content-length",
  "transfer-encoding": "transfer-encoding",
  connection: "connection",
  "keep-alive": "keep-alive",
};

/** Names seen so far; bounded, since upstreams choose them. */
const known = new Map<string, FieldName>();
const MOST_KNOWN = 1_024;
const LONGEST_KNOWN = 64;

/**
 * Reads field lines strictly (RFC 9112 section 5): each ends with CRLF, no space before the colon, no folded line, no control
 * character.
 * @param from index of the first line; the last one ends with the text
 * @param take called with the name in lower case and the value without the space around it
 * @throws UpstreamProtocolError
 */
export function readFieldLines(
  text: string,
  from: number,
  take: (role: FieldRole, name: string, value: string) => void,
): void {
  for (let start = from; start < text.length; ) {
    let end = text.indexOf("\r\n", start);
    if (end === -1) end = text.length;
    const colon = text.indexOf(":", start);
    if (colon === -1 || colon > end) throw new UpstreamProtocolError("a header line has no colon");
    const { lower, role } = fieldName(text.slice(start, colon));
    const value = trimmed(text, colon + 1, end);
    if (NOT_IN_VALUE.test(value))
      throw new UpstreamProtocolError(`the value of ${lower} has a control character`);
    take(role, lower, value);
    start = end + 2;
  }
}

function fieldName(name: string): FieldName {
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  if (!TOKEN.test(name)) throw new UpstreamProtocolError("a header's name is no token");
  const lower = name.toLowerCase();
  const found: FieldName = { lower, role: roles[lower] ?? "plain" };
  if (known.size < MOST_KNOWN && name.length <= LONGEST_KNOWN) known.set(name, found);
  return found;
}

function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
