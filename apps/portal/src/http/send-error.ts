import { AppError } from "@zerq/errors/app-error";
import type { ErrorCode } from "@zerq/errors/catalogue";
import { asAppError, toErrorBody } from "@zerq/errors/to-http";
import type { Logger } from "@zerq/logging/logger";
import type { ErrorRequestHandler } from "express";
import { requestIdOf } from "./request-id.ts";

/** Errors of Express and its body parser, by their status. */
const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: "bad_request",
  404: "route_not_found",
  413: "body_too_large",
  415: "unsupported_media_type",
};

/**
 * The one place that answers errors.
 * @param storeIsAway while Redis is away, what isn't a refusal failed because of it
 */
export function errorSender(log: Logger, storeIsAway: () => boolean): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    // Too late for another answer: Express ends the connection.
    if (response.headersSent) return next(thrown);
    const error = toAppError(thrown, storeIsAway);
    const requestId = requestIdOf(response);
    const fields = { requestId, code: error.code, reason: error.log };
    if (error.status >= 500) log.error("a request failed", fields);
    else log.debug("a request was refused", fields);
    for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
    response.setHeader("Cache-Control", "no-store");
    response.status(error.status).json(toErrorBody(error, requestId));
  };
}

function toAppError(thrown: unknown, storeIsAway: () => boolean): AppError {
  if (thrown instanceof AppError) return thrown;
  const status = thrown instanceof Error && "status" in thrown ? Number(thrown.status) : 0;
  const code = status >= 400 && status < 500 ? (byStatus[status] ?? "bad_request") : undefined;
  if (code !== undefined) return new AppError(code, { log: String(thrown) });
  if (storeIsAway()) return new AppError("service_unavailable", { log: String(thrown), cause: thrown });
  return asAppError(thrown);
}
