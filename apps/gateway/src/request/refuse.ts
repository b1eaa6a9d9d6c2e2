import { asAppError, toErrorBody } from "@zerq/errors/to-http";
import { refusalHeaders } from "./answer-headers.ts";
import type { RequestContext } from "./context.ts";
import { giveBack } from "./give-back.ts";

/** Refusals of the request as bytes. Whatever follows on the connection may be a part of the same attack. */
const aboutBytes = new Set([
  "bad_request",
  "body_too_large",
  "uri_too_long",
  "headers_too_large",
  "request_timeout",
]);

/**
 * The one place that answers with an error. An answer that has begun can't become another one: then the connection is cut, so
 * that the caller sees that it is not complete.
 */
export function refuse(context: RequestContext, thrown: unknown): void {
  const { exchange } = context;
  // Nothing is left to refuse, and cutting the connection would hit the next request on it.
  if (exchange.isEnded) return;
  const error = asAppError(thrown);
  context.errorCode = error.code;
  context.deny = error.log ?? null;
  giveBack(context);
  if (exchange.isClosed) return;
  if (exchange.status !== 0) {
    exchange.destroy();
    return;
  }
  if (aboutBytes.has(error.code)) exchange.closeAfter();
  const body = JSON.stringify(toErrorBody(error, context.requestId));
  exchange.answer(error.status, refusalHeaders(context, error), body);
}
