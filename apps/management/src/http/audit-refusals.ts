import { AppError } from "@zerq/errors/app-error";
import { loggedPath } from "@zerq/logging/logged-path";
import type { ErrorRequestHandler, Request } from "express";
import { nobody, type RefusalLog } from "../audit/refusal-log.ts";
import type { Caller } from "../auth/caller.ts";
import { auditedRequest } from "./request-context.ts";

/** Has 401 and 403 written to the audit, and hands them on: the answer waits for nothing. */
export function auditRefusals(refusals: RefusalLog, callers: WeakMap<Request, Caller>): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, _response, next) => {
    const status = error instanceof AppError ? error.status : 0;
    if (error instanceof AppError && (status === 401 || status === 403)) {
      const caller = callers.get(request);
      const about = {
        request: auditedRequest(request, loggedPath(request.originalUrl)),
        action: "api.call" as const,
        resource: { type: "api", id: String(request.route?.path ?? ""), key: "" },
        code: error.code,
      };
      if (caller === undefined) refusals.unauthenticated({ ...about, actor: nobody });
      else refusals.forbidden({ ...about, actor: actorOf(caller) });
    }
    next(error);
  };
}

function actorOf({ subject, name, kind, roles }: Caller) {
  return { subject, name, kind, roles };
}
