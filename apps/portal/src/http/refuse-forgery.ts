import type { IncomingMessage } from "node:http";
import { AppError } from "@zerq/errors/app-error";

/**
 * Refuses what another site's page made a browser send. Browsers tell the origin of every POST; programs that send none
 * carry no cookie that somebody else could use.
 * @throws AppError `csrf_failed`
 */
export function refuseForeignOrigin(request: IncomingMessage, ownOrigin: string): void {
  const { origin } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const foreign = origin !== undefined && origin !== ownOrigin;
  if (foreign || (site !== undefined && site !== "same-origin" && site !== "none"))
    throw new AppError("csrf_failed", { log: `origin ${origin ?? "none"}, site ${site ?? "none"}` });
}

/**
 * As above for what counts by the session's cookie: the browser must say that the request comes from our own page, by
 * `Origin` or by `Sec-Fetch-Site`. No page can set either.
 * @throws AppError `csrf_failed`
 */
export function requireOwnOrigin(request: IncomingMessage, ownOrigin: string): void {
  refuseForeignOrigin(request, ownOrigin);
  const { origin } = request.headers;
  if (origin !== ownOrigin && request.headers["sec-fetch-site"] !== "same-origin")
    throw new AppError("csrf_failed", { log: "neither Origin nor Sec-Fetch-Site" });
}
