import type { IncomingMessage } from "node:http";
import { AppError } from "@zerq/errors/app-error";

/**
 * A change by cookie must come from our own page: its Origin, and the token only that page could read.
 * @throws AppError `csrf_failed`
 */
export function refuseForgery(csrfToken: string, request: IncomingMessage, baseUrl: string): void {
  const { method, headers } = request;
  if (method === "GET" || method === "HEAD") return;
  const sameOrigin = headers.origin === new URL(baseUrl).origin;
  if (!sameOrigin || headers["x-csrf-token"] !== csrfToken) throw new AppError("csrf_failed");
}

/**
 * As `refuseForgery`, for signing out: there the browser's own word that the page is ours is enough (Fetch Metadata, a header
 * that no page can set), so that a page without the token can still end the session.
 * @throws AppError `csrf_failed`
 */
export function refuseForgedSignOut(csrfToken: string, request: IncomingMessage, baseUrl: string): void {
  const site = request.headers["sec-fetch-site"];
  if (site === "same-origin") return;
  if (site !== undefined) throw new AppError("csrf_failed", { log: `sign-out from ${String(site)}` });
  refuseForgery(csrfToken, request, baseUrl);
}
