import { isSecret } from "./redact-text.ts";
import { REDACTED } from "./sensitive-names.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Takes the values of sensitive members out of JSON, byte for byte otherwise. It reads the text once and parses nothing, so
 * that what breaks off, or is no JSON after all, is redacted as far as it goes. A sensitive member loses its whole value,
 * whatever is inside of it. JSON inside of a string, as logs and echoes have it, is redacted as well.
 * @param names further names, in lower case
 * @param depth how many strings it is inside of
 */
export function redactJson(text: string, names: ReadonlySet<string>, depth = 0): string {
  let result = "";
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) !== QUOTE) {
      at += 1;
      continue;
    }
    const end = endOfString(text, at);
    const colon = skipSpace(text, end);
    const isName = text[colon] === ":";
    if (!isName && depth < DEEPEST && looksLikeJson(text, at)) {
      result += text.slice(copied, at) + redactNested(text.slice(at, end), names, depth + 1);
      copied = end;
    }
    if (!isName || !isSecret(memberName(text.slice(at, end)), names)) {
      at = end;
      continue;
    }
    const value = skipSpace(text, colon + 1);
    at = endOfValue(text, value);
    result += `${text.slice(copied, value)}"${REDACTED}"`;
    copied = at;
  }
  return result + text.slice(copied);
}

/** Strings inside of strings that are looked into: each level has at most the length of the one before. */
const DEEPEST = 4;

/** Whether a string begins as an object or a list does. */
function looksLikeJson(text: string, quote: number): boolean {
  const first = text[skipSpace(text, quote + 1)];
  return first === "{" || first === "[";
}

/** @param literal with its quotes; the last one is missing where the text breaks off */
function redactNested(literal: string, names: ReadonlySet<string>, depth: number): string {
  for (const closed of [literal, `${literal}"`, `${literal.replace(/\\[^\\]{0,5}$/, "")}"`]) {
    const inner = stringIn(closed);
    if (inner !== undefined) return JSON.stringify(redactJson(inner, names, depth));
  }
  // It can't be read, so it can't be said what is in it.
  return `"${REDACTED}"`;
}

function stringIn(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

/** Behind the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}

function endOfValue(text: string, start: number): number {
  if (text.charCodeAt(start) === QUOTE) return endOfString(text, start);
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (character === "," && depth === 0) return at;
    at += 1;
  }
  return at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at] as string)) at += 1;
  return at;
}

/** A name may be written with escapes (RFC 8259 section 7); one that can't be read is taken as it stands. */
function memberName(literal: string): string {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  return stringIn(literal) ?? literal.slice(1, -1);
}
