/**
 * What is looked at of a JSON Web Token (RFC 7519) before anything in it is believed. `jku`, `x5u`, `jwk` and `x5c` are
 * never read: a token doesn't say which key it is to be verified with.
 */
export type JwtHeader = {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly typ: string | undefined;
};

/** Why a token can't be read, in words for the log. */
export class JwtError extends Error {}

/** Longest token in characters. It is held before anything is decoded, so that a huge one costs nothing. */
const MAX_LENGTH = 16 * 1024;
const MAX_HEADER_LENGTH = 4 * 1024;
const MAX_DEPTH = 32;

const compact = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;
const strings = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/** @throws JwtError for what is no signed token in the compact form (RFC 7515 section 7.1), or asks for an extension */
export function readHeader(token: string): JwtHeader {
  if (token.length > MAX_LENGTH) throw new JwtError("the token is too long");
  const header = compact.exec(token)?.[1];
  if (header === undefined) throw new JwtError("what was sent is no signed JWT");
  if (header.length > MAX_HEADER_LENGTH) throw new JwtError("the token's header is too long");
  const { alg, kid, typ, ...rest } = readObject(header);
  // No extension is understood here, so each that must be understood is a reason to refuse (RFC 7515 section 4.1.11).
  if (Object.hasOwn(rest, "crit") || Object.hasOwn(rest, "b64"))
    throw new JwtError("the token asks for an extension that is not understood");
  if (typeof alg !== "string") throw new JwtError("the token names no algorithm");
  if (kid !== undefined && (typeof kid !== "string" || kid.length > 500))
    throw new JwtError("the token's kid is no key id");
  if (typ !== undefined && typeof typ !== "string") throw new JwtError("the token's typ is no type");
  return { alg, kid, typ };
}

/** The claims of a token whose signature has been verified. @throws JwtError */
export function readClaims(token: string): Readonly<Record<string, unknown>> {
  return readObject(token.split(".")[1] ?? "");
}

/** A JSON object in base64url, without members that are there twice: two readers could believe different ones. */
function readObject(encoded: string): Record<string, unknown> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(encoded, "base64url"));
    value = JSON.parse(text);
  } catch {
    throw new JwtError("a part of the token is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new JwtError("a part of the token is no JSON object");
  // Outside of strings a colon stands for one member, so fewer members than colons means that a name came twice.
  const colons = text.replaceAll(strings, "").split(":").length - 1;
  if (colons !== members(value, 0)) throw new JwtError("a part of the token has a member twice");
  return value as Record<string, unknown>;
}

function members(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > MAX_DEPTH) throw new JwtError("a part of the token is nested too deeply");
  const inner = Object.values(value);
  let count = Array.isArray(value) ? 0 : inner.length;
  for (const one of inner) count += members(one, depth + 1);
  return count;
}
