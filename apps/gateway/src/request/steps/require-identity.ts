import { AppError } from "@zerq/errors/app-error";
import type { Step } from "../step.ts";

export const requireIdentity: Step = function requireIdentity(context) {
  const { clientId, profileId, authorization, repeatedIdentity } = context;
  // Which of two an upstream or a log would take can't be known (threat 3).
  if (repeatedIdentity !== undefined) throw missing(`${repeatedIdentity} is repeated`);
  if (clientId === undefined) throw missing("X-Client-ID is missing");
  if (!isId(clientId)) throw missing("X-Client-ID is no id");
  if (profileId === undefined) throw missing("X-Profile-ID is missing");
  if (!isId(profileId)) throw missing("X-Profile-ID is no id");
  if (authorization === undefined) throw missing("Authorization is missing");
  if (!isBearer(authorization)) throw missing("Authorization is no Bearer");
};

function missing(log: string): AppError {
  return new AppError("missing_headers", { log, headers: { "WWW-Authenticate": 'Bearer realm="zerq"' } });
}

const id = /^[0-9a-f]{24}$/;

/** 24 lower-case hex digits: ids are looked up in maps, so nothing else may get near them. */
function isId(value: string): boolean {
  return id.test(value);
}

/** The scheme is case-insensitive (RFC 9110 section 11.1). */
function isBearer(value: string): boolean {
  return value.startsWith("Bearer ") || value.slice(0, 7).toLowerCase() === "bearer ";
}
