import { AppError } from "@zerq/errors/app-error";
import type { PortalAnswer, PortalCall } from "@zerq/plane-protocol/portal-call";
import type { ActorContext } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { rotateVersions } from "../resources/profiles/rotate-versions.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { allowsRotation } from "./allows-rotation.ts";
import { clientOfDeveloper, type Developer } from "./find-developer.ts";

/** Who a developer is in the audit: an address, and never a subject of the operators' provider. */
export function developerContext({ address }: Developer, request: PortalCall["request"]): ActorContext {
  return {
    actor: { subject: `developer:${address}`, name: address, kind: "user", roles: ["developer"] },
    request,
  };
}

/**
 * Gives a profile of the developer's own client a new token. Everything that allows it is looked at again in the transaction
 * that makes it.
 * @throws AppError `not_found` for a profile of others, `forbidden` when the collections' operators don't allow it,
 *   `portal_access_denied`, `conflict`
 */
export async function rotateOwnToken(
  { context, changes }: { context: ResourceContext; changes: ChangeLog },
  developer: Developer,
  request: PortalCall["request"],
  { profileId, overlapSeconds }: { profileId: string; overlapSeconds: number },
): Promise<PortalAnswer<"rotate-token">> {
  const { connection } = context;
  const actor = developerContext(developer, request);
  const rotated = await rotateVersions(
    context,
    changes,
    "token",
    actor,
    profileId,
    { overlapSeconds },
    async (session, profile) => {
      const client = await clientOfDeveloper(connection, developer, session);
      if (profile.clientId !== developer.clientId) throw new AppError("not_found");
      if (!(await allowsRotation(connection, client, session)))
        throw new AppError("forbidden", { message: "The operator of this API does not allow it." });
      if (!profile.active) throw new AppError("conflict", { message: "This profile is not active." });
    },
  );
  const token = String((rotated.shown as { token?: unknown }).token);
  return { profileId, token, previousExpiresAt: rotated.previousExpiresAt };
}
