import type { Profile, RoutingTable } from "../snapshot/routing-table.ts";
import type { RequestContext } from "./context.ts";

/**
 * Why a request that is under way must end with this table: its caller's token, profile, client or access is gone. A request
 * keeps the table it started with for everything else; what was killed must not live on in a stream or a WebSocket.
 * @returns undefined when it may go on
 */
export function revocation(context: RequestContext, table: RoutingTable): string | undefined {
  const { profile = context.claimed?.profile, client = context.claimed?.client, route } = context;
  if (profile === undefined || client === undefined) return undefined;
  const profileNow = table.profiles.get(profile.id);
  if (profileNow !== profile) {
    if (profileNow === undefined) return "the profile was removed while the request was under way";
    if (!profileNow.active) return "the profile was made inactive while the request was under way";
    if (profileNow.authType !== profile.authType || profileNow.rules !== profile.rules)
      return "the profile's rules were changed while the request was under way";
    if (!isHeld(context.credentialVersion, profileNow))
      return "the token was killed while the request was under way";
  }
  const clientNow = table.clients.get(client.id);
  if (clientNow === client) return undefined;
  if (clientNow === undefined) return "the client was removed while the request was under way";
  if (!clientNow.active) return "the client was made inactive while the request was under way";
  return route === undefined || clientNow.collectionIds.has(route.collectionId)
    ? undefined
    : "the client lost the collection while the request was under way";
}

/** Whether the profile still has the version that was proved. Where there are no versions, its rules say all. */
function isHeld(version: RequestContext["credentialVersion"], profile: Profile): boolean {
  if (version === undefined) return true;
  if ("secret" in version)
    return profile.jwtVersions.some(({ id, secret }) => id === version.id && secret.equals(version.secret));
  return profile.tokenVersions.some(({ id, hash }) => id === version.id && hash.equals(version.hash));
}
