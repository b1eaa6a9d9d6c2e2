import { randomId } from "@zerq/crypto/random";
import type { RequestHandler, Response } from "express";

const SAFE = /^[A-Za-z0-9._-]{1,128}$/;

/** `X-Request-ID` of every answer: the caller's own when it is harmless, else a new one. */
export const assignRequestId: RequestHandler = (request, response, next) => {
  const given = request.get("x-request-id");
  response.setHeader("X-Request-ID", given !== undefined && SAFE.test(given) ? given : randomId());
  next();
};

export function requestIdOf(response: Response): string {
  return String(response.getHeader("X-Request-ID"));
}
