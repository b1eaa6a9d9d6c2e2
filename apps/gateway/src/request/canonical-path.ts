/**
 * One canonical form of a path, used for matching **and** for forwarding, so that the gateway and an upstream can't read
 * the same bytes as two different paths (RFC 3986 section 6.2.2, and stricter). What has no such form is refused:
 * backslashes, `;`, control characters, empty and dot segments in any encoding, encoded slashes, encodings inside of
 * encodings, and percent-encoded bytes that are no UTF-8 (RFC 3629).
 */

const SLASH = 47;
const DOT = 46;
const PERCENT = 37;

/** What may stand in a path as it is: pchar without `;` and `%`, and `/`. The grammar of proxy paths is a part of it. */
const plain = new Uint8Array(256);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=@:/") {
  plain[character.charCodeAt(0)] = 1;
}

/** @returns the canonical form, which is the text itself in the common case, or undefined when there is none */
export function canonicalPath(path: string): string | undefined {
  if (path.charCodeAt(0) !== SLASH) return undefined;
  for (let index = 0; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    if (code === PERCENT) {
      const decoded = decode(path);
      return decoded !== undefined && hasPlainSegments(decoded) ? decoded : undefined;
    }
    if (plain[code] !== 1) return undefined;
    if (code === SLASH && isBadSegment(path, index + 1)) return undefined;
  }
  return path;
}

function hasPlainSegments(path: string): boolean {
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    if (isBadSegment(path, at + 1)) return false;
  }
  return true;
}

/** Whether the segment that begins at `start` is empty (but not the last), `.` or `..`. */
function isBadSegment(path: string, start: number): boolean {
  const first = path.charCodeAt(start);
  if (first === SLASH) return true;
  if (first !== DOT) return false;
  const after = path.charCodeAt(start + 1) === DOT ? start + 2 : start + 1;
  return after === path.length || path.charCodeAt(after) === SLASH;
}

/** Decodes what may stand as it is, and writes the rest of the encodings in upper case. */
function decode(path: string): string | undefined {
  let out = "";
  for (let index = 0; index < path.length; ) {
    const code = path.charCodeAt(index);
    if (code !== PERCENT) {
      if (plain[code] !== 1) return undefined;
      out += path[index];
      index += 1;
      continue;
    }
    const byte = hexByte(path, index);
    if (byte < 0x20 || byte === 0x7f || byte === SLASH || byte === 0x5c) return undefined;
    const length = byte < 0x80 ? 1 : utf8Length(path, index, byte);
    if (length === 0 || (byte === PERCENT && hexByte(`%${path.slice(index + 3, index + 5)}`, 0) >= 0))
      return undefined;
    const end = index + 3 * length;
    out += plain[byte] === 1 ? String.fromCharCode(byte) : path.slice(index, end).toUpperCase();
    index = end;
  }
  return out;
}

/** The byte of `%XX` at `at`; -1 when it isn't one. */
function hexByte(path: string, at: number): number {
  const high = hexDigit(path.charCodeAt(at + 1));
  const low = hexDigit(path.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/** How many encoded bytes the character at `at` has; 0 when they are no well-formed UTF-8 (RFC 3629 section 4). */
function utf8Length(path: string, at: number, lead: number): number {
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  for (let tail = 1; tail < length; tail += 1) {
    if (path.charCodeAt(at + 3 * tail) !== PERCENT) return 0;
    const byte = hexByte(path, at + 3 * tail);
    if (byte < 0x80 || byte > 0xbf) return 0;
    if (tail === 1 && isOverlongOrOutside(lead, byte)) return 0;
  }
  return length;
}

/** Second bytes that would make a character overlong, a surrogate, or larger than U+10FFFF. */
function isOverlongOrOutside(lead: number, second: number): boolean {
  return (
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f)
  );
}

/** Whether a query may be sent on as it is: printable ASCII without `#`. */
export function isCleanQuery(target: string, start: number): boolean {
  for (let index = start; index < target.length; index += 1) {
    const code = target.charCodeAt(index);
    if (code <= 0x20 || code >= 0x7f || code === 35) return false;
  }
  return true;
}
