import type { Logger } from "@zerq/logging/logger";
import type { Express, Router } from "express";
import { unknownService } from "../portal-calls/portal-calls.routes.ts";
import { type AppOptions, bareApp, errorHandler } from "./app.ts";

/**
 * The listener for the portal. Whoever has no identity for it hears 401 of everything but its health, whether it exists or
 * not.
 */
export function createInternalApp(
  options: Pick<AppOptions, "trustedProxies" | "metrics"> & { portalCalls: Router; logger: Logger },
): Express {
  const app = bareApp(options);
  app.get("/healthz", (_request, response) => void response.json({ ok: true }));
  app.use(options.portalCalls);
  app.use(() => {
    throw unknownService("nothing is here");
  });
  app.use(errorHandler(options.logger));
  return app;
}
