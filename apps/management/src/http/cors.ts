import type { RequestHandler } from "express";

/**
 * CORS for the API: only for listed origins, never with credentials, so that a page elsewhere can call with a bearer token
 * of its own and never with the console's cookie.
 */
export function cors(allowed: readonly string[]): RequestHandler {
  const origins = new Set(allowed);
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary("Origin");
    if (origin === undefined || !origins.has(origin)) return next();
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader(
      "Access-Control-Expose-Headers",
      "ETag, Zerq-Config-Version, Zerq-Config-Applied, Zerq-Config-Pending, Idempotency-Replayed, X-Request-ID, Retry-After",
    );
    const preflight =
      request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
    if (!preflight) return next();
    response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
    response.setHeader(
      "Access-Control-Allow-Headers",
      "Authorization, Content-Type, If-Match, Idempotency-Key, X-Change-Reason, X-Request-ID",
    );
    response.setHeader("Access-Control-Max-Age", "600");
    response.status(204).end();
  };
}
