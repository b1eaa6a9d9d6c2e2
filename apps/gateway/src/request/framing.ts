import { AppError } from "@zerq/errors/app-error";

/** Headers that frame a message or say whom it is for, as they came. */
export type Framing = {
  readonly httpVersion: string;
  readonly hosts: number;
  readonly host: string;
  readonly contentLength: string | undefined;
  readonly transferEncoding: string | undefined;
};

/**
 * The length of the body in bytes: 0 without one, -1 when it is chunked. Ambiguous framing is refused, never repaired
 * (RFC 9112 sections 3.2, 6.1 and 6.3).
 * @throws AppError `bad_request`
 */
export function bodyLength({ httpVersion, hosts, host, contentLength, transferEncoding }: Framing): number {
  const isVersion11 = httpVersion === "1.1";
  // A line without a version is HTTP/0.9, which has no headers, so nobody can have meant these.
  if (!isVersion11 && httpVersion !== "1.0") throw malformed(`HTTP/${httpVersion}`);
  if (hosts !== 1 && (isVersion11 || hosts > 1)) throw malformed(`${hosts} Host headers`);
  if (!isHost(host) || (hosts === 1 && host === "")) throw malformed("the Host header is no host");
  if (transferEncoding === undefined) return contentLength === undefined ? 0 : parseLength(contentLength);
  if (contentLength !== undefined) throw malformed("Content-Length and Transfer-Encoding");
  if (!isVersion11) throw malformed(`Transfer-Encoding in HTTP/${httpVersion}`);
  if (transferEncoding.toLowerCase() !== "chunked") throw malformed("a Transfer-Encoding other than chunked");
  return -1;
}

/** Letters, digits, `.`, `-`, `_`, `:` and brackets; empty for HTTP/1.0 without one. */
export function isHost(host: string): boolean {
  if (host.length > 255) return false;
  for (let index = 0; index < host.length; index += 1) {
    const code = host.charCodeAt(index);
    const isAlphanumeric =
      (code >= 48 && code <= 58) || (code >= 65 && code <= 91) || (code >= 97 && code <= 122);
    if (!isAlphanumeric && code !== 45 && code !== 46 && code !== 93 && code !== 95) return false;
  }
  return true;
}

export function malformed(log: string): AppError {
  return new AppError("bad_request", { log });
}

function parseLength(value: string): number {
  if (value.length > 15 || value === "") throw malformed("Content-Length is no length");
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code < 48 || code > 57) throw malformed("Content-Length is no length");
  }
  return Number(value);
}
