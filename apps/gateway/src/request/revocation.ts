import { AppError } from "@zerq/errors/app-error";
import type { ErrorCode } from "@zerq/errors/catalogue";
import type { Client, Profile, RoutingTable } from "../snapshot/routing-table.ts";
import type { RequestContext } from "./context.ts";

/**
 * Why a request that is under way must end with this table: its caller's token, profile, client or access is gone. A request
 * keeps the table it started with for everything else; what was killed must not live on in a stream or a WebSocket.
 * The code is the one that the caller's next request gets: a client that was made inactive must not take its token for bad. Who
 * has proved nothing yet learns nothing: 401.
 * @returns undefined when it may go on
 */
export function revocation(context: RequestContext, table: RoutingTable): AppError | undefined {
  const { profile = context.claimed?.profile, client = context.claimed?.client } = context;
  if (profile === undefined || client === undefined) return undefined;
  const profileNow = table.profiles.get(profile.id);
  const clientNow = table.clients.get(client.id);
  if (profileNow === profile && clientNow === client) return undefined;
  const code = context.profile === undefined ? "unauthorized" : undefined;
  if (profileNow === undefined) return refusal("unauthorized", "the profile was removed");
  if (clientNow === undefined) return refusal("unauthorized", "the client was removed");
  if (profileNow.authType !== profile.authType || profileNow.rules !== profile.rules)
    return refusal("unauthorized", "the profile's rules were changed");
  if (!isHeld(context.credentialVersion, profileNow)) return refusal("unauthorized", "the token was killed");
  if (clientNow !== client && !clientNow.active)
    return refusal(code ?? "client_inactive", "the client was made inactive");
  if (profileNow !== profile && !profileNow.active)
    return refusal(code ?? "profile_inactive", "the profile was made inactive");
  return hasAccess(context, clientNow)
    ? undefined
    : refusal(code ?? "collection_access_denied", "the client lost the collection");
}

function hasAccess({ route }: RequestContext, client: Client): boolean {
  return route === undefined || client.collectionIds.has(route.collectionId);
}

function refusal(code: ErrorCode, what: string): AppError {
  return new AppError(code, { log: `${what} while the request was under way` });
}

/** Whether the profile still has the version that was proved. Where there are no versions, its rules say all. */
function isHeld(version: RequestContext["credentialVersion"], profile: Profile): boolean {
  if (version === undefined) return true;
  if ("secret" in version)
    return profile.jwtVersions.some(({ id, secret }) => id === version.id && secret.equals(version.secret));
  return profile.tokenVersions.some(({ id, hash }) => id === version.id && hash.equals(version.hash));
}
