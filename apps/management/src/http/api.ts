import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import express, { type Request, type RequestHandler, type Router } from "express";
import type { RefusalLog } from "../audit/refusal-log.ts";
import { authenticate } from "../auth/authenticate.ts";
import type { Caller } from "../auth/caller.ts";
import type { TokenReader } from "../auth/caller-of-token.ts";
import { refuseForgery } from "../session/refuse-forgery.ts";
import type { SessionService } from "../session/session.service.ts";
import { addressGroup } from "./address-group.ts";
import { auditRefusals } from "./audit-refusals.ts";
import type { HttpMetrics } from "./http-metrics.ts";
import { contextOf } from "./request-context.ts";
import type { Route } from "./route.ts";
import { type RouteServices, serveRoute } from "./serve-route.ts";
import { Throttle } from "./throttle.ts";

export type ApiOptions = {
  routes: readonly Route[];
  services: RouteServices;
  readToken: TokenReader;
  sessions: SessionService;
  refusals: RefusalLog;
  baseUrl: string;
  requestsPerMinute: number;
  requestsPerMinuteOfAddress: number;
  metrics: HttpMetrics;
  logger: Logger;
};

/** Failed authentications from one address in a minute, after which it hears 429 instead of 401. */
const FAILURES_PER_MINUTE = 600;

type Callers = WeakMap<Request, Caller>;

/**
 * /api/v1: who calls comes first, so that without a valid credential no route, known or unknown, answers anything but 401.
 */
export function apiRouter(options: ApiOptions): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const callers: Callers = new WeakMap();
  router.use(identify(options, callers));
  for (const route of inOrder(options.routes)) {
    router[route.method](route.path, async (request, response) => {
      options.metrics.matched(request, route.path);
      const caller = callers.get(request);
      if (caller === undefined) throw new Error("the request was not authenticated");
      response.setHeader("Cache-Control", "no-store");
      await serveRoute(route, options.services, caller, request, response);
    });
  }
  for (const [path, methods] of methodsOf(options.routes)) {
    router.all(path, () => {
      throw new AppError("method_not_allowed", { headers: { Allow: methods.join(", ") } });
    });
  }
  router.use(() => {
    throw new AppError("route_not_found");
  });
  router.use(auditRefusals(options.refusals, callers));
  return router;
}

/** Address, then credential, then what the caller has left of the minute, then whether a session's page sent it. */
function identify(options: ApiOptions, callers: Callers): RequestHandler {
  const failures = new Throttle(FAILURES_PER_MINUTE);
  const requests = new Throttle(options.requestsPerMinute);
  const addresses = new Throttle(options.requestsPerMinuteOfAddress);
  return async (request, _response, next) => {
    const address = addressGroup(contextOf(request).ip);
    addresses.count(address);
    const caller = await authenticate(request, options.readToken, options.sessions).catch(
      (error: unknown) => {
        if (error instanceof AppError && error.status === 401) failures.count(address);
        throw error;
      },
    );
    callers.set(request, caller);
    requests.count(caller.subject);
    if (caller.via === "session") refuseForgery(caller.csrfToken ?? "", request, options.baseUrl);
    next();
  };
}

/** Literal segments before parameters, whatever order the routes were declared in: `/logs/verify` before `/logs/:id`. */
function inOrder(routes: readonly Route[]): Route[] {
  const rank = ({ path }: Route) => path.replaceAll(/\/:[^/]+/g, "/~");
  return routes.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function methodsOf(routes: readonly Route[]): Map<string, string[]> {
  const byPath = new Map<string, string[]>();
  for (const { path, method } of inOrder(routes)) {
    const known = byPath.get(path) ?? [];
    byPath.set(path, [...known, ...(method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()])]);
  }
  return byPath;
}
