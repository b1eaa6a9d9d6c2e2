import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "@zerq/errors/app-error";
import { asAppError, toErrorBody } from "@zerq/errors/to-http";
import { loggedPath } from "@zerq/logging/logged-path";
import type { Logger } from "@zerq/logging/logger";
import { contextOf } from "./request-context.ts";

/** Writes the one error body of the product and logs what the caller doesn't get to know. */
export function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  thrown: unknown,
  logger: Logger,
): void {
  const error = understood(thrown);
  const { requestId } = contextOf(request);
  const about = { requestId, method: request.method, path: loggedPath(request.url ?? ""), code: error.code };
  if (error.code === "internal_error")
    logger.error(error.message, { ...about, reason: error.log, error: error.cause ?? thrown });
  else if (error.status >= 500) logger.warn(error.message, { ...about, reason: error.log });
  else logger.debug("refused", { ...about, reason: error.log });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify(toErrorBody(error, requestId));
  response.statusCode = error.status;
  for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.setHeader("Cache-Control", "no-store");
  response.end(body);
}

/** What others throw, in our words: Express's own refusals, and a database that is away. */
function understood(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { name, status } = (typeof thrown === "object" ? (thrown ?? {}) : {}) as {
    name?: string;
    status?: number;
  };
  if (status === 400) return new AppError("bad_request", { log: String(thrown) });
  if (status === 404) return new AppError("route_not_found");
  if (
    /^(MongoServerSelection|MongoNetwork|MongoPoolCleared|MongoNotConnected|MongooseServerSelection)/.test(
      name ?? "",
    )
  )
    return new AppError("service_unavailable", {
      message: "The database can not be reached at the moment.",
      headers: { "Retry-After": "2" },
      cause: thrown,
    });
  return asAppError(thrown);
}
