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

/**
 * The headers of an answer, names and values in turn: the gateway's own, the upstream's, and then the rules.
 * @param upstream names in lower case and values, in turn
 */
export function downstreamHeaders(
  context: RequestContext,
  route: ForwardRoute,
  status: number,
  upstream: readonly string[],
): string[] {
  const headers = answerHeaders(context);
  const { drop, add } = route.responseHeaders;
  const named = namedInConnection(upstream);
  for (let index = 0; index < upstream.length; index += 2) {
    const name = upstream[index] as string;
    if (!mayPass(name) || named?.has(name) === true || drop.has(name)) continue;
    if (context.limit !== undefined && ownLimits.has(name)) continue;
    // No body, so no length (RFC 9110 section 8.6).
    if (status === 204 && name === "content-length") continue;
    headers.push(name, upstream[index + 1] as string);
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

function namedInConnection(headers: readonly string[]): Set<string> | undefined {
  let named: Set<string> | undefined;
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index] !== "connection") continue;
    const text = (headers[index + 1] as string).toLowerCase();
    if (text === "keep-alive" || text === "close") continue;
    named ??= new Set();
    for (const item of text.split(",")) named.add(item.trim());
    named.delete("content-length");
  }
  return named;
}
