import type { IncomingHttpHeaders } from "node:http";
import { answerHeaders } from "../request/answer-headers.ts";
import type { RequestContext } from "../request/context.ts";
import type { ForwardRoute } from "../snapshot/route.ts";

/** Never passed on: hop-by-hop names (RFC 9110 section 7.6.1), and what the gateway says itself. */
const dropped = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-request-id",
]);
const ownLimits = new Set([
  "ratelimit",
  "ratelimit-policy",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
]);

/** Whether a name may pass; bounded, since upstreams choose the names. */
const passes = new Map<string, boolean>();
const MOST_KNOWN = 1_024;

/** The headers of an answer, names and values in turn: the gateway's own, the upstream's, and then the rules. */
export function downstreamHeaders(
  context: RequestContext,
  route: ForwardRoute,
  status: number,
  upstream: IncomingHttpHeaders,
): string[] {
  const headers = answerHeaders(context);
  const { drop, add } = route.responseHeaders;
  const named = upstream.connection === undefined ? undefined : namedInConnection(upstream.connection);
  for (const name in upstream) {
    if (!mayPass(name) || named?.has(name) === true || drop.has(name)) continue;
    if (context.limit !== undefined && ownLimits.has(name)) continue;
    // No body, so no length (RFC 9110 section 8.6).
    if (status === 204 && name === "content-length") continue;
    const value = upstream[name];
    if (typeof value === "string") headers.push(name, value);
    else if (value !== undefined) for (const one of value) headers.push(name, one);
  }
  for (let index = 0; index < add.length; index += 1) headers.push(add[index] as string);
  return headers;
}

export function mayPass(name: string): boolean {
  const known = passes.get(name);
  if (known !== undefined) return known;
  const may =
    !dropped.has(name) &&
    !name.startsWith("access-control-") &&
    !name.startsWith("x-zerq-") &&
    name !== "strict-transport-security";
  if (passes.size < MOST_KNOWN && name.length <= 64) passes.set(name, may);
  return may;
}

function namedInConnection(value: string | string[]): ReadonlySet<string> | undefined {
  const text = String(value).toLowerCase();
  if (text === "keep-alive" || text === "close") return undefined;
  return new Set(
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "content-length"),
  );
}
