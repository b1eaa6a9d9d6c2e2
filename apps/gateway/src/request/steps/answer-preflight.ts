import { answerHeaders } from "../answer-headers.ts";
import type { RequestContext } from "../context.ts";
import { answered, type Step } from "../step.ts";

/** Seconds that a browser may keep a preflight's answer. */
const MAX_AGE = "600";
const anyToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const anyTokens = /^[!#$%&'*+.^_`|~0-9A-Za-z, -]{0,1000}$/;

/**
 * CORS (Fetch standard, section 3.2): a preflight from an allowed origin is answered without identity, since browsers send
 * none with it; from any other origin it is a request like all others. Credentials are never allowed, nor is `null`.
 */
export function answerPreflight(allowedOrigins: ReadonlySet<string>): Step {
  return function answerPreflight(context) {
    const { origin } = context;
    if (origin === undefined || !isAllowed(allowedOrigins, origin)) return;
    context.allowedOrigin = allowedOrigins.has("*") ? "*" : origin;
    if (context.exchange.method !== "OPTIONS" || context.preflightMethod === undefined) return;
    context.exchange.answer(204, preflightHeaders(context), "");
    return answered;
  };
}

function isAllowed(allowedOrigins: ReadonlySet<string>, origin: string): boolean {
  if (origin === "null") return false;
  return allowedOrigins.has("*") || allowedOrigins.has(origin.toLowerCase());
}

function preflightHeaders(context: RequestContext): string[] {
  const headers = answerHeaders(context);
  const method = context.preflightMethod ?? "";
  if (anyToken.test(method)) headers.push("Access-Control-Allow-Methods", method);
  const names = context.preflightHeaders;
  if (names !== undefined && anyTokens.test(names)) headers.push("Access-Control-Allow-Headers", names);
  headers.push("Access-Control-Max-Age", MAX_AGE);
  return headers;
}
