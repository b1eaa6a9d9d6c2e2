import { isReserved } from "../../snapshot/compile-collection.ts";
import type { CompiledCors } from "../../snapshot/compile-cors.ts";
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
    // `null` is what sandboxed pages and files send: it names nobody, so it is allowed to nobody.
    if (origin === undefined || origin === "null") return;
    const cors = ownCors(context);
    context.allowedOrigin = cors === undefined ? undefined : allowedBy(cors.origins, origin);
    if (context.allowedOrigin === undefined) context.allowedOrigin = allowedBy(allowedOrigins, origin);
    else context.cors = cors;
    if (context.allowedOrigin === undefined) return;
    if (context.exchange.method !== "OPTIONS" || context.preflightMethod === undefined) return;
    context.exchange.answer(204, preflightHeaders(context), "");
    return answered;
  };
}

/** The rules of the collection that the path leads to, whoever is calling: a preflight has no identity to ask for. */
function ownCors({ table, path, host }: RequestContext): CompiledCors | undefined {
  if (!table.collections.hasCors || isReserved(path)) return undefined;
  return table.collections.find(path, host)?.collection.cors;
}

/** @returns what `Access-Control-Allow-Origin` says; undefined when the origin is not allowed */
function allowedBy(origins: ReadonlySet<string>, origin: string): string | undefined {
  if (origins.has("*")) return "*";
  return origins.has(origin.toLowerCase()) ? origin : undefined;
}

function preflightHeaders(context: RequestContext): string[] {
  const headers = answerHeaders(context);
  const { cors, preflightMethod = "", preflightHeaders: asked } = context;
  const methods = cors?.allowMethods ?? (anyToken.test(preflightMethod) ? preflightMethod : undefined);
  if (methods !== undefined) headers.push("Access-Control-Allow-Methods", methods);
  const names = cors?.allowHeaders ?? (asked !== undefined && anyTokens.test(asked) ? asked : undefined);
  if (names !== undefined) headers.push("Access-Control-Allow-Headers", names);
  headers.push("Access-Control-Max-Age", cors?.maxAge ?? MAX_AGE);
  return headers;
}
