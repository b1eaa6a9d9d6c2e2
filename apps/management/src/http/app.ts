import type { BlockList } from "node:net";
import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import { editorSchema } from "../config/document-schema.ts";
import { type SessionRouteParts, sessionRoutes } from "../session/session.routes.ts";
import { type ApiOptions, apiRouter } from "./api.ts";
import { clientIp } from "./client-ip.ts";
import { consoleRouter } from "./console.ts";
import { cors } from "./cors.ts";
import type { HttpMetrics } from "./http-metrics.ts";
import { referencePage } from "./reference-page.ts";
import { rememberContext } from "./request-context.ts";
import { requestIdOf } from "./request-id.ts";
import { securityHeaders } from "./security-headers.ts";
import { sendError } from "./send-error.ts";

export type AppOptions = ApiOptions & {
  backChannelLogout: SessionRouteParts["backChannelLogout"];
  keycloakCallback: SessionRouteParts["keycloakCallback"];
  trustedProxies: BlockList;
  corsOrigins: readonly string[];
  consoleDirectory: string;
  /** The OpenAPI document. */
  document: object;
};

/** API, sign-in and console of management, in the order in which a request passes them. */
export function createApp(options: AppOptions): Express {
  const app = bareApp(options);
  app.use(securityHeaders(options.baseUrl.startsWith("https://")));
  app.use("/api/v1", cors(options.corsOrigins));
  // Readable without signing in: it says what the product's public documentation says, and generators can't sign in.
  const document = JSON.stringify(options.document);
  app.get("/api/v1/openapi.json", (_request, response) => void response.type("json").send(document));
  // So is the shape of config documents, which editors fetch.
  const schema = JSON.stringify(editorSchema());
  app.get("/api/v1/config/schema.json", (_request, response) => void response.type("json").send(schema));
  app.use("/api/v1/docs", referencePage());
  app.use("/api/v1", apiRouter(options));
  app.use("/api", notFound);
  app.use("/auth", sessionRoutes(options));
  app.use(consoleRouter(options.consoleDirectory));
  app.use(notFound);
  app.use(errorHandler(options.logger));
  return app;
}

/** An app whose every request has an id and an address, and is counted. */
export function bareApp(options: { trustedProxies: BlockList; metrics: HttpMetrics }): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  // Queries are read by the declared routes themselves.
  app.set("query parser", false);
  app.set("case sensitive routing", true);
  app.use((request, response, next) => {
    const requestId = requestIdOf(request);
    rememberContext(request, { requestId, ip: clientIp(request, options.trustedProxies) });
    response.setHeader("X-Request-ID", requestId);
    options.metrics.watch(request, response);
    next();
  });
  return app;
}

export function errorHandler(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error, request, response, _next) => sendError(request, response, error, logger);
}

export const notFound: RequestHandler = () => {
  throw new AppError("route_not_found");
};
