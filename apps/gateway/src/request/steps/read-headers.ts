import { AppError } from "@zerq/errors/app-error";
import type { AddressSet } from "../../address/address-set.ts";
import { clientAddress } from "../../address/client-address.ts";
import type { TraceSource } from "../../trace/trace-context.ts";
import { type CertificateHeader, takeCertificateHeader } from "../certificate-header.ts";
import type { RequestContext } from "../context.ts";
import { bodyLength, isHost, malformed } from "../framing.ts";
import { type HeaderRole, headerName, namedInConnection } from "../header-roles.ts";
import { isSafeRequestId } from "../safe-request-id.ts";
import type { Step } from "../step.ts";

export type HeaderLimits = {
  readonly maxHeaders: number;
  /** Undefined: no proxy's word counts. */
  readonly certificates: CertificateHeader | undefined;
};

/**
 * One pass over the headers: reserved names are dropped before anything reads one, framing is checked, and what may go on to
 * the upstream is collected.
 */
export function readHeaders(limits: HeaderLimits, trusted: AddressSet, traces: TraceSource): Step {
  return function readHeaders(context) {
    const { rawHeaders, peer, httpVersion } = context.exchange;
    if (rawHeaders.length > limits.maxHeaders * 2) throw new AppError("headers_too_large");
    const seen = new SeenHeaders();
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] as string;
      const value = rawHeaders[index + 1] as string;
      const { role } = headerName(name);
      if (role === "plain") context.headers.push(name, value);
      else readers[role](context, seen, value, name);
    }
    const { hosts, contentLength, transferEncoding } = seen;
    const framing = { httpVersion, hosts, host: context.host, contentLength, transferEncoding };
    context.contentLength = bodyLength(framing);
    // What follows the head of an upgrade is the tunnel's; a body would be sent on as the first bytes of it, or not at all.
    if (context.contentLength !== 0 && context.exchange.isUpgrade) throw malformed("an upgrade with a body");
    beginTrace(context, seen, traces);
    if (seen.connection !== undefined) dropNamed(context, seen.connection);
    if (peer.isTrusted) takeForwarded(context, seen, trusted);
    if (limits.certificates !== undefined) takeCertificateHeader(context, limits.certificates, seen);
  };
}

/** Headers that are looked at together once all are read. */
class SeenHeaders {
  hosts = 0;
  requestIds = 0;
  contentLength: string | undefined;
  transferEncoding: string | undefined;
  connection: string | undefined;
  forwardedFor: string | undefined;
  forwardedProto: string | undefined;
  forwardedHost: string | undefined;
  /** As they came, joined as lists are; nothing reads them unless a proxy's word counts. */
  clientCert: string | undefined;
  clientCertChain: string | undefined;
  traceparents = 0;
  traceparent: string | undefined;
  tracestate: string | undefined;
}

type Reader = (context: RequestContext, seen: SeenHeaders, value: string, name: string) => void;

const ignore: Reader = () => undefined;

const readers: Readonly<Record<HeaderRole, Reader>> = {
  plain: (context, _seen, value, name) => context.headers.push(name, value),
  drop: ignore,
  upgrade: ignore,
  host(context, seen, value) {
    seen.hosts += 1;
    context.host = value;
  },
  authorization(context, _seen, value, name) {
    if (context.authorization !== undefined) context.repeatedIdentity = name;
    context.authorization = value;
  },
  "client-id"(context, _seen, value, name) {
    if (context.clientId !== undefined) context.repeatedIdentity = name;
    context.clientId = value;
  },
  "profile-id"(context, _seen, value, name) {
    if (context.profileId !== undefined) context.repeatedIdentity = name;
    context.profileId = value;
  },
  "request-id"(context, seen, value) {
    seen.requestIds += 1;
    context.requestId = seen.requestIds === 1 && isSafeRequestId(value) ? value : context.logId;
  },
  "content-length"(_context, seen, value) {
    if (seen.contentLength !== undefined) throw malformed("two Content-Length headers");
    seen.contentLength = value;
  },
  "transfer-encoding"(_context, seen, value) {
    if (seen.transferEncoding !== undefined) throw malformed("two Transfer-Encoding headers");
    seen.transferEncoding = value;
  },
  connection(_context, seen, value) {
    seen.connection = joined(seen.connection, value);
  },
  "forwarded-for"(_context, seen, value) {
    seen.forwardedFor = joined(seen.forwardedFor, value);
  },
  "forwarded-proto"(_context, seen, value) {
    seen.forwardedProto = value;
  },
  "forwarded-host"(_context, seen, value) {
    seen.forwardedHost = value;
  },
  "client-cert"(_context, seen, value) {
    seen.clientCert = joined(seen.clientCert, value);
  },
  "client-cert-chain"(_context, seen, value) {
    seen.clientCertChain = joined(seen.clientCertChain, value);
  },
  traceparent(_context, seen, value) {
    seen.traceparents += 1;
    seen.traceparent = value;
  },
  tracestate(_context, seen, value) {
    seen.tracestate = joined(seen.tracestate, value);
  },
  "user-agent"(context, _seen, value, name) {
    context.userAgent = value;
    context.headers.push(name, value);
  },
  origin(context, _seen, value, name) {
    context.origin = value;
    context.headers.push(name, value);
  },
  "preflight-method"(context, _seen, value, name) {
    context.preflightMethod = value;
    context.headers.push(name, value);
  },
  "preflight-headers"(context, _seen, value, name) {
    context.preflightHeaders = value;
    context.headers.push(name, value);
  },
};

/** Several headers of one name are one list (RFC 9110 section 5.3). */
function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before},${value}`;
}

/** The caller's trace goes on, or a new one begins: then its `tracestate` must not (W3C Trace Context, section 3.3). */
function beginTrace(context: RequestContext, seen: SeenHeaders, traces: TraceSource): void {
  const start = traces(seen.traceparents === 1 ? seen.traceparent : undefined);
  context.traceparent = start.traceparent;
  context.trace = start.trace;
  if (start.isContinued && seen.tracestate !== undefined) context.headers.push("tracestate", seen.tracestate);
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
  const { forwardedFor, forwardedProto, forwardedHost } = seen;
  if (forwardedFor === undefined && forwardedProto === undefined && forwardedHost === undefined) return;
  const found = clientAddress(context.exchange.peer.address, forwardedFor ?? "", trusted);
  if (found === undefined) throw malformed("X-Forwarded-For of a trusted proxy holds what is no address");
  const proto = forwardedProto?.toLowerCase();
  context.address = found.address;
  context.forwarded = {
    for: found.chain,
    proto: proto === "http" || proto === "https" ? proto : undefined,
    host: forwardedHost !== undefined && isHost(forwardedHost) ? forwardedHost : undefined,
  };
}
