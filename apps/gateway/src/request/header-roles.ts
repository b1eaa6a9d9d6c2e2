/**
 * What the gateway does with a request header, by its name. Names are compared in a normal form (lower case, `_` and `.`
 * as `-`), so that no spelling that some upstream takes for a reserved name gets through (threats 1 and 3).
 */
export type HeaderRole =
  /** Sent on as it is. */
  | "plain"
  /** Belongs to this hop (RFC 9110 section 7.6.1) or to a reserved name: never sent on. */
  | "drop"
  | "host"
  | "connection"
  | "content-length"
  | "transfer-encoding"
  | "upgrade"
  | "authorization"
  | "client-id"
  | "profile-id"
  | "request-id"
  | "forwarded-for"
  | "forwarded-proto"
  | "forwarded-host"
  | "client-cert"
  | "client-cert-chain"
  | "traceparent"
  | "tracestate"
  | "user-agent"
  | "origin"
  | "preflight-method"
  | "preflight-headers";

export type HeaderName = { readonly role: HeaderRole; readonly lower: string };

const roles: Readonly<Record<string, HeaderRole>> = {
  __proto__: null as never,
  host: "host",
  connection: "connection",
  "content-length": "content-length",
  "transfer-encoding": "transfer-encoding",
  upgrade: "upgrade",
  authorization: "authorization",
  "x-client-id": "client-id",
  "x-profile-id": "profile-id",
  "x-request-id": "request-id",
  "x-forwarded-for": "forwarded-for",
  "x-forwarded-proto": "forwarded-proto",
  "x-forwarded-host": "forwarded-host",
  "client-cert": "client-cert",
  "client-cert-chain": "client-cert-chain",
  traceparent: "traceparent",
  tracestate: "tracestate",
  "user-agent": "user-agent",
  origin: "origin",
  "access-control-request-method": "preflight-method",
  "access-control-request-headers": "preflight-headers",
};

const dropped = new Set([
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "expect",
  "http2-settings",
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "x-original-url",
  "x-rewrite-url",
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
]);

/** Namespaces of which no caller may say anything: ours, and that of proxies. */
const reservedNames = /^(x-zerq-|x-forwarded-)/;
/** Names by which TLS-terminating proxies tell an upstream of a client certificate (threat 11). */
const certificateNames =
  /^((x-)?(ssl|tls|mtls)-client-|x-(ssl-|tls-)?client-?cert|x-forwarded-tls-client-cert|x-amzn-mtls-|x-arr-clientcert)/;

/** Names that a `Connection` header can't take away: framing, routing, and what the gateway adds itself. */
const kept = new Set([
  "host",
  "content-length",
  "content-type",
  "transfer-encoding",
  "cookie",
  "x-request-id",
]);

/** Names seen so far; bounded, since callers choose them. */
const known = new Map<string, HeaderName>();
const MOST_KNOWN = 2_048;
const LONGEST_KNOWN = 64;

export function headerName(name: string): HeaderName {
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  const lower = name.toLowerCase();
  const found = { role: roleOf(lower), lower };
  if (known.size < MOST_KNOWN && name.length <= LONGEST_KNOWN) known.set(name, found);
  return found;
}

function roleOf(lower: string): HeaderRole {
  const exact = roles[lower];
  if (exact !== undefined) return exact;
  const normal = lower.replaceAll("_", "-").replaceAll(".", "-");
  if (dropped.has(normal) || roles[normal] !== undefined) {
    // Not the name itself but something that reads like it; harmless names keep their spelling variants.
    return roles[normal] === "user-agent" || roles[normal] === "origin" ? "plain" : "drop";
  }
  return reservedNames.test(normal) || certificateNames.test(normal) ? "drop" : "plain";
}

/** Whether a setting may give this name, in lower case, the meaning of a certificate: nothing else has a use for it. */
export function mayTellCertificate(lower: string): boolean {
  return roleOf(lower) === "plain" || certificateNames.test(lower);
}

/** Names in `Connection` that are to be dropped besides the fixed list (RFC 9110 section 7.6.1). */
export function namedInConnection(value: string): Set<string> | undefined {
  if (isCommonConnection(value)) return undefined;
  const names = value
    .toLowerCase()
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "" && item !== "close" && item !== "keep-alive" && !kept.has(item));
  return names.length === 0 ? undefined : new Set(names);
}

function isCommonConnection(value: string): boolean {
  return value === "keep-alive" || value === "close" || value === "Keep-Alive" || value === "Upgrade";
}
