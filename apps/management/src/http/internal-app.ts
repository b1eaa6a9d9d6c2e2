import { AppError } from "@zerq/errors/app-error";
import { loggedPath } from "@zerq/logging/logged-path";
import type { Logger } from "@zerq/logging/logger";
import type { ErrorRequestHandler, Express, Router } from "express";
import { nobody, type RefusalLog } from "../audit/refusal-log.ts";
import { unknownService } from "../portal-calls/portal-calls.routes.ts";
import { type AppOptions, bareApp, errorHandler } from "./app.ts";
import { auditedRequest } from "./request-context.ts";

/**
 * The listener for the portal. Whoever has no identity for it hears 401 of everything but its health, whether it exists or
 * not.
 */
export function createInternalApp(
  options: Pick<AppOptions, "trustedProxies" | "metrics" | "refusals"> & {
    portalCalls: Router;
    logger: Logger;
  },
): Express {
  const app = bareApp(options);
  app.get("/healthz", (_request, response) => void response.json({ ok: true }));
  app.use(options.portalCalls);
  app.use(() => {
    throw unknownService("nothing is here");
  });
  app.use(auditStrangers(options.refusals));
  app.use(errorHandler(options.logger));
  return app;
}

/** Who knocks without a service's identity is in the audit; refusals of developers are written where they are known. */
function auditStrangers(refusals: RefusalLog): ErrorRequestHandler {
  return (error: unknown, request, _response, next) => {
    if (error instanceof AppError && error.code === "unauthorized")
      refusals.unauthenticated({
        actor: nobody,
        request: auditedRequest(request, loggedPath(request.originalUrl)),
        action: "portal.call",
        resource: { type: "portal", id: "", key: "" },
        code: error.code,
      });
    next(error);
  };
}
