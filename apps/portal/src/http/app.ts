import type { BlockList } from "node:net";
import { isIPv6 } from "node:net";
import { unmapped } from "@zerq/egress/addresses";
import { AppError } from "@zerq/errors/app-error";
import { loggedPath } from "@zerq/logging/logged-path";
import type { Logger } from "@zerq/logging/logger";
import express, { type Express, type RequestHandler } from "express";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { AskManagement } from "../management-calls.ts";
import type { Metrics } from "../metrics.ts";
import type { AskForLink } from "../sign-in/ask-for-link.ts";
import type { OpenLink } from "../sign-in/open-link.ts";
import type { PortalKeys } from "../sign-in/portal-keys.ts";
import type { SessionStore } from "../sign-in/session-store.ts";
import { catalogueRoutes } from "./catalogue.routes.ts";
import { portalCookies } from "./cookies.ts";
import { ownRoutes } from "./own.routes.ts";
import { assignRequestId, requestIdOf } from "./request-id.ts";
import { securityHeaders } from "./security-headers.ts";
import { errorSender } from "./send-error.ts";
import { sessionRoutes } from "./session.routes.ts";
import { createSessionReader } from "./session-reader.ts";
import { signInRoutes } from "./sign-in.routes.ts";
import { webPages } from "./web-pages.ts";

export type AppParts = {
  baseUrl: string;
  gatewayUrl: string;
  trustedProxies: BlockList;
  webDirectory: string;
  keys: PortalKeys;
  catalogue: Catalogue;
  sessions: SessionStore;
  askForLink: AskForLink;
  openLink: OpenLink;
  askManagement: AskManagement;
  /** Why there is nothing to serve from; undefined when there is. */
  notReadyReason(): string | undefined;
  storeIsAway(): boolean;
  metrics: Metrics;
  log: Logger;
  now: () => number;
};

/** The portal's HTTP: its API under /api, its pages everywhere else. */
export function createApp(parts: AppParts): Express {
  const { baseUrl, log, metrics, notReadyReason } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.set("trust proxy", (address: string) => isTrusted(parts.trustedProxies, address));
  app.use(assignRequestId, observe(metrics, log), securityHeaders(baseUrl.startsWith("https://")));
  app.use("/api", api(parts, notReadyReason));
  app.use(webPages(parts.webDirectory));
  app.use(() => {
    throw new AppError("route_not_found");
  });
  app.use(errorSender(log, parts.storeIsAway));
  return app;
}

function api(parts: AppParts, notReadyReason: () => string | undefined): express.Router {
  const cookies = portalCookies(parts.baseUrl);
  const reader = createSessionReader({ ...parts, cookie: cookies.session });
  const router = express.Router();
  router.use((_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    const reason = notReadyReason();
    if (reason !== undefined) throw new AppError("not_ready", { log: reason });
    next();
  });
  router.use(express.json({ limit: "10kb", strict: true }));
  router.use(signInRoutes({ ...parts, cookies }));
  router.use(sessionRoutes({ ...parts, reader, cookie: cookies.session }));
  router.use(catalogueRoutes({ ...parts, reader }));
  router.use(ownRoutes({ ...parts, reader }));
  router.use(() => {
    throw new AppError("route_not_found");
  });
  return router;
}

/** Counts and logs the answer. The path is logged without its query, and a link's token is in neither. */
function observe(metrics: Metrics, log: Logger): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    const { method } = request;
    const path = loggedPath(request.path);
    response.once("finish", () => {
      const seconds = (performance.now() - start) / 1_000;
      metrics.observeRequest(method, response.statusCode, seconds);
      log.debug("answered", { requestId: requestIdOf(response), method, path, status: response.statusCode });
    });
    next();
  };
}

function isTrusted(proxies: BlockList, address: string): boolean {
  const plain = unmapped(address);
  return proxies.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}
