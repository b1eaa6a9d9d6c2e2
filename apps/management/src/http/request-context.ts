import type { IncomingMessage } from "node:http";
import type { Caller } from "../auth/caller.ts";
import type { ActorContext } from "../changes/change.ts";
import { readReason } from "./read-reason.ts";

/** What is known of a request before anyone looks at what it wants. */
export type RequestContext = { requestId: string; ip: string };

const contexts = new WeakMap<IncomingMessage, RequestContext>();

export function rememberContext(request: IncomingMessage, context: RequestContext): void {
  contexts.set(request, context);
}

/** @throws Error when the request did not pass the first middleware, which would be a bug */
export function contextOf(request: IncomingMessage): RequestContext {
  const context = contexts.get(request);
  if (context === undefined) throw new Error("the request has no context");
  return context;
}

const MAX_TEXT = 2_000;

/**
 * The request as the audit keeps it. `originalUrl`, since Express cuts what routers have matched off `url`.
 * @throws AppError `bad_request` for a reason that is none
 */
export function actorContext(
  request: IncomingMessage & { originalUrl: string },
  caller: Caller,
): ActorContext {
  const reason = readReason(request.headers["x-change-reason"]);
  return {
    actor: { subject: caller.subject, name: caller.name, kind: caller.kind, roles: caller.roles },
    request: auditedRequest(request, request.originalUrl),
    ...(reason !== undefined && { reason }),
  };
}

/** @param url without what nobody may read later, such as the code of a sign-in */
export function auditedRequest(request: IncomingMessage, url: string): ActorContext["request"] {
  const { requestId, ip } = contextOf(request);
  return {
    id: requestId,
    method: request.method ?? "",
    url: url.slice(0, MAX_TEXT),
    ip,
    userAgent: (request.headers["user-agent"] ?? "").slice(0, MAX_TEXT),
  };
}
