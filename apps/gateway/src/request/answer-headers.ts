import type { AppError } from "@zerq/errors/app-error";
import type { LimitDecision } from "../limits/limiter.ts";
import type { RequestContext } from "./context.ts";

/** What pages of an allowed origin may read of an answer. */
const EXPOSED = "X-Request-ID, RateLimit, RateLimit-Policy, Retry-After";
/** A year, in seconds (RFC 6797). */
export const HSTS = "max-age=31536000";

/** The headers that every answer has, whoever made it: names and values in turn. */
export function answerHeaders(context: RequestContext): string[] {
  const headers = ["X-Request-ID", context.requestId];
  const { limit, client, allowedOrigin, cors } = context;
  if (limit !== undefined && client?.limit.kind === "limited") {
    // IETF draft-ietf-httpapi-ratelimit-headers: the policies, and what is left of each.
    headers.push("RateLimit-Policy", client.limit.policyHeader);
    headers.push("RateLimit", leftOf(limit));
  }
  if (allowedOrigin !== undefined) {
    const exposed = cors === undefined ? EXPOSED : EXPOSED + cors.exposed;
    headers.push("Access-Control-Allow-Origin", allowedOrigin, "Access-Control-Expose-Headers", exposed);
    if (allowedOrigin !== "*") headers.push("Vary", "Origin");
  }
  if (context.exchange.peer.isSecure) headers.push("Strict-Transport-Security", HSTS);
  return headers;
}

/** A list in the order of the policies. */
function leftOf(limit: LimitDecision): string {
  const { also } = limit;
  if (also === undefined) return itemOf(limit);
  return limit.kind === "rate" ? `${itemOf(limit)}, ${itemOf(also)}` : `${itemOf(also)}, ${itemOf(limit)}`;
}

function itemOf({ kind, remaining, resetSeconds }: LimitDecision): string {
  return `"${kind}";r=${remaining};t=${Math.ceil(resetSeconds)}`;
}

/** The headers of a refusal. */
export function refusalHeaders(context: RequestContext, error: AppError): string[] {
  const headers = answerHeaders(context);
  headers.push("Content-Type", "application/json", "Cache-Control", "no-store");
  for (const [name, value] of Object.entries(error.headers ?? {})) headers.push(name, value);
  return headers;
}
