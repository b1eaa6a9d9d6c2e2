import { AppError } from "@zerq/errors/app-error";
import { authenticatorFor } from "../../auth/authenticators.ts";
import type { Step } from "../step.ts";

const challenge = { "WWW-Authenticate": 'Bearer realm="zerq", error="invalid_token"' };

/**
 * Whether the caller is who it says. All refusals are one answer after the same work, so that nobody learns which ids exist;
 * only whoever holds a once valid token is told that it has expired.
 */
export const authenticate: Step = function authenticate(context) {
  const { table } = context;
  const clientId = context.clientId as string;
  const profileId = context.profileId as string;
  const bearer = (context.authorization as string).slice(7);
  const profile = table.profiles.get(profileId);
  const client = table.clients.get(clientId);
  const verdict = authenticatorFor(profile)(table.tokenPepper, profileId, profile, bearer, context.time);
  if (verdict.outcome === "invalid") throw unauthorized(verdict.reason);
  if (profile === undefined || profile.clientId !== clientId)
    throw unauthorized("the profile is not the client's");
  if (client === undefined) throw unauthorized("there is no such client");
  context.profile = profile;
  context.client = client;
  if (verdict.outcome === "valid") context.tokenVersion = verdict.version;
  else throw new AppError("token_expired", { log: verdict.reason, headers: challenge });
};

function unauthorized(log: string): AppError {
  return new AppError("unauthorized", { log, headers: challenge });
}
