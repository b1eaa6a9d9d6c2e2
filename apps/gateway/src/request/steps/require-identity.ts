import { AppError } from "@zerq/errors/app-error";
import type { RequestContext } from "../context.ts";
import { malformed } from "../framing.ts";
import type { Step } from "../step.ts";

export const requireIdentity: Step = function requireIdentity(context) {
  const { clientId, profileId, authorization, repeatedIdentity } = context;
  // Which of two an upstream or a log would take can't be known: ambiguous bytes, not a missing header (threat 3).
  if (repeatedIdentity !== undefined) throw malformed(`${repeatedIdentity} is repeated`);
  if (clientId === undefined) throw missing("X-Client-ID is missing");
  if (!isId(clientId)) throw missing("X-Client-ID is no id");
  if (profileId === undefined) throw missing("X-Profile-ID is missing");
  if (!isId(profileId)) throw missing("X-Profile-ID is no id");
  if (authorization !== undefined && isBearer(authorization)) return;
  if (needsNoCredential(context)) return;
  if (authorization !== undefined) throw missing("Authorization is no Bearer");
  // Whatever the profile is: an answer of its own for mtls profiles would tell which ones they are.
  if (context.certificate === undefined) throw missing(`${wantedBy(context)} is missing`);
};

/**
 * A profile of type `none` is proved by the two ids and, later, the address. Both ids have to be right: one alone gets the
 * answer of a profile that doesn't exist.
 */
function needsNoCredential({ table, clientId, profileId }: RequestContext): boolean {
  const profile = table.profiles.get(profileId as string);
  return profile?.authType === "none" && profile.clientId === clientId;
}

function wantedBy({ table, profileId }: RequestContext): string {
  const profile = table.profiles.get(profileId as string);
  return profile?.authType === "mtls" ? "a client certificate" : "Authorization";
}

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
