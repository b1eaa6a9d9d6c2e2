import { AppError } from "@zerq/errors/app-error";
import type { AddressSet } from "../../address/address-set.ts";
import { clientAddress } from "../../address/client-address.ts";
import type { RequestContext } from "../context.ts";
import { headerName, namedInConnection } from "../header-roles.ts";
import type { Step } from "../step.ts";

export type HeaderLimits = { readonly maxHeaders: number };

/**
 * One pass over the headers: reserved names are dropped before anything reads one, framing is checked, and what may go on to
 * the upstream is collected. Ambiguous framing is refused, never repaired (RFC 9112 sections 3.2, 6.1 and 6.3).
 */
export function readHeaders(limits: HeaderLimits, trusted: AddressSet): Step {
  return function readHeaders(context) {
    const { rawHeaders, peer } = context.exchange;
    if (rawHeaders.length > limits.maxHeaders * 2) throw new AppError("headers_too_large");
    const seen = new SeenHeaders();
    for (let index = 0; index < rawHeaders.length; index += 2) {
      readHeader(context, seen, rawHeaders[index] as string, rawHeaders[index + 1] as string);
    }
    checkFraming(context, seen);
    if (seen.connection !== undefined) dropNamed(context, seen.connection);
    if (peer.isTrusted) takeForwarded(context, seen, trusted);
  };
}

/** Headers that are looked at together once all are read. */
class SeenHeaders {
  hosts = 0;
  contentLength: string | undefined;
  transferEncoding: string | undefined;
  connection: string | undefined;
  forwardedFor: string | undefined;
  forwardedProto: string | undefined;
  forwardedHost: string | undefined;
  requestIds = 0;
}

function readHeader(context: RequestContext, seen: SeenHeaders, name: string, value: string): void {
  const { role } = headerName(name);
  if (role === "plain") {
    context.headers.push(name, value);
    return;
  }
  switch (role) {
    case "host":
      seen.hosts += 1;
      context.host = value;
      break;
    case "authorization":
      if (context.authorization !== undefined) context.repeatedIdentity = name;
      context.authorization = value;
      break;
    case "client-id":
      if (context.clientId !== undefined) context.repeatedIdentity = name;
      context.clientId = value;
      break;
    case "profile-id":
      if (context.profileId !== undefined) context.repeatedIdentity = name;
      context.profileId = value;
      break;
    case "user-agent":
      context.userAgent = value;
      context.headers.push(name, value);
      break;
    case "connection":
      seen.connection = seen.connection === undefined ? value : `${seen.connection},${value}`;
      break;
    case "content-length":
      if (seen.contentLength !== undefined) throw malformed("two Content-Length headers");
      seen.contentLength = value;
      break;
    case "transfer-encoding":
      if (seen.transferEncoding !== undefined) throw malformed("two Transfer-Encoding headers");
      seen.transferEncoding = value;
      break;
    case "request-id":
      seen.requestIds += 1;
      if (seen.requestIds === 1 && isSafeId(value)) context.requestId = value;
      else context.requestId = context.logId;
      break;
    case "origin":
      context.origin = value;
      context.headers.push(name, value);
      break;
    case "preflight-method":
      context.preflightMethod = value;
      context.headers.push(name, value);
      break;
    case "preflight-headers":
      context.preflightHeaders = value;
      context.headers.push(name, value);
      break;
    case "forwarded-for":
      seen.forwardedFor = seen.forwardedFor === undefined ? value : `${seen.forwardedFor},${value}`;
      break;
    case "forwarded-proto":
      seen.forwardedProto = value;
      break;
    case "forwarded-host":
      seen.forwardedHost = value;
      break;
    case "upgrade":
    case "drop":
      break;
  }
}

function checkFraming(context: RequestContext, seen: SeenHeaders): void {
  const { exchange } = context;
  const isVersion11 = exchange.httpVersion === "1.1";
  if (seen.hosts !== 1 && (isVersion11 || seen.hosts > 1)) throw malformed(`${seen.hosts} Host headers`);
  if (!isHost(context.host)) throw malformed("the Host header is no host");
  if (seen.transferEncoding !== undefined) {
    if (seen.contentLength !== undefined) throw malformed("Content-Length and Transfer-Encoding");
    if (!isVersion11) throw malformed(`Transfer-Encoding in HTTP/${exchange.httpVersion}`);
    if (seen.transferEncoding.toLowerCase() !== "chunked")
      throw malformed("a Transfer-Encoding other than chunked");
    context.contentLength = -1;
  } else if (seen.contentLength !== undefined) {
    context.contentLength = parseLength(seen.contentLength);
  }
}

function parseLength(value: string): number {
  if (value.length > 15 || value === "") throw malformed("Content-Length is no length");
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code < 48 || code > 57) throw malformed("Content-Length is no length");
  }
  return Number(value);
}

/** Letters, digits, `.`, `-`, `_`, `:` and brackets; empty for HTTP/1.0 without one. */
function isHost(host: string): boolean {
  if (host.length > 255) return false;
  for (let index = 0; index < host.length; index += 1) {
    const code = host.charCodeAt(index);
    const isAlphanumeric =
      (code >= 48 && code <= 58) || (code >= 65 && code <= 91) || (code >= 97 && code <= 122);
    if (!isAlphanumeric && code !== 45 && code !== 46 && code !== 93 && code !== 95) return false;
  }
  return true;
}

/** 1 to 128 letters, digits, `.`, `_` and `-`: nothing that could forge a log line or a header. */
function isSafeId(value: string): boolean {
  if (value.length === 0 || value.length > 128) return false;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    const isAlphanumeric =
      (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isAlphanumeric && code !== 45 && code !== 46 && code !== 95) return false;
  }
  return true;
}

function dropNamed(context: RequestContext, connection: string): void {
  const named = namedInConnection(connection);
  if (named === undefined) return;
  const { headers } = context;
  const rest: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    if (!named.has(headerName(name).lower)) rest.push(name, headers[index + 1] as string);
  }
  context.headers = rest;
}

function takeForwarded(context: RequestContext, seen: SeenHeaders, trusted: AddressSet): void {
  if (
    seen.forwardedFor === undefined &&
    seen.forwardedProto === undefined &&
    seen.forwardedHost === undefined
  )
    return;
  const { peer } = context.exchange;
  const found = clientAddress(peer.address, seen.forwardedFor ?? "", trusted);
  if (found === undefined) throw malformed("X-Forwarded-For of a trusted proxy holds what is no address");
  const proto = seen.forwardedProto?.toLowerCase();
  context.address = found.address;
  context.forwarded = {
    for: found.chain,
    proto: proto === "http" || proto === "https" ? proto : undefined,
    host: seen.forwardedHost !== undefined && isHost(seen.forwardedHost) ? seen.forwardedHost : undefined,
  };
}

function malformed(log: string): AppError {
  return new AppError("bad_request", { log });
}
