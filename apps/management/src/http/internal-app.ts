import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { Express } from "express";
import { type AppOptions, bareApp, errorHandler } from "./app.ts";

/**
 * The listener for the portal. Nothing is served there yet, and nobody has an identity for it: everything but its health
 * is 401, whether it exists or not.
 */
export function createInternalApp(
  options: Pick<AppOptions, "trustedProxies" | "metrics"> & { logger: Logger },
): Express {
  const app = bareApp(options);
  app.get("/healthz", (_request, response) => void response.json({ ok: true }));
  app.use(() => {
    throw new AppError("unauthorized", { headers: { "WWW-Authenticate": 'Bearer realm="zerq-internal"' } });
  });
  app.use(errorHandler(options.logger));
  return app;
}
