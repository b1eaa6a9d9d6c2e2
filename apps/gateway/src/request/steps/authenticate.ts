import { decoyCertificate } from "@zerq/auth/certificates/decoy-signature";
import { AppError } from "@zerq/errors/app-error";
import { authenticatorFor } from "../../auth/authenticators.ts";
import type { Verdict } from "../../auth/verdict.ts";
import type { RequestContext } from "../context.ts";
import { answered, type Step } from "../step.ts";

const challenge = { "WWW-Authenticate": 'Bearer realm="zerq", error="invalid_token"' };

/**
 * Whether the caller is who it says. All refusals are one answer after the same work, so that nobody learns which ids exist;
 * only whoever holds a once valid token is told that it has expired. Synchronous but for what an identity provider's key
 * has to be asked about.
 */
export const authenticate: Step = function authenticate(context) {
  const { table } = context;
  const profileId = context.profileId as string;
  // Only a profile of type `none`, or a caller with a certificate, gets here without.
  const bearer = context.authorization?.slice(7) ?? "";
  const profile = table.profiles.get(profileId);
  const verdict = authenticatorFor(profile)(
    table.tokenPeppers,
    profileId,
    profile,
    bearer,
    context.time,
    context,
  );
  if (!(verdict instanceof Promise)) return conclude(context, verdict);
  return concludeLater(context, verdict);
};

function conclude(context: RequestContext, verdict: Verdict): void {
  const { table } = context;
  const clientId = context.clientId as string;
  const profile = table.profiles.get(context.profileId as string);
  const client = table.clients.get(clientId);
  if (verdict.outcome === "invalid") {
    if (profile?.certificates === undefined) decoyCertificate(context.certificate);
    throw unauthorized(verdict.reason);
  }
  if (profile === undefined || profile.clientId !== clientId)
    throw unauthorized("the profile is not the client's");
  if (client === undefined) throw unauthorized("there is no such client");
  context.profile = profile;
  context.client = client;
  if (verdict.outcome === "valid") context.credentialVersion = verdict.version;
  else throw new AppError("token_expired", { log: verdict.reason, headers: challenge });
}

/**
 * While a request waits for keys, its profile may be killed: until the verdict it is watched like one that is proved, so
 * that the next table ends it too (`revocation`).
 */
async function concludeLater(
  context: RequestContext,
  pending: Promise<Verdict>,
): Promise<typeof answered | undefined> {
  const { table, clientId } = context;
  const profile = table.profiles.get(context.profileId as string);
  const client = table.clients.get(clientId as string);
  if (profile !== undefined && client !== undefined && profile.clientId === clientId)
    context.claimed = { client, profile };
  let verdict: Verdict;
  try {
    verdict = await pending;
  } finally {
    context.claimed = undefined;
  }
  // It was ended meanwhile, and has its answer.
  if (context.exchange.status !== 0) return answered;
  conclude(context, verdict);
  return undefined;
}

function unauthorized(log: string): AppError {
  return new AppError("unauthorized", { log, headers: challenge });
}
