import { AppError } from "@zerq/errors/app-error";
import type { ActorContext } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { parseInput } from "../parse-input.ts";
import { gatewayProfile, portalProfile } from "../projections.ts";
import { objectId } from "../resource-document.ts";
import type { ResourceContext } from "../resource-kind.ts";
import type { Changed } from "../resource-service.ts";
import { newTokenVersion } from "./new-token-profile.ts";
import { type ProfileDocument, profileModel } from "./profile.model.ts";
import { rotateInput } from "./profile.schema.ts";
import { profileView } from "./profile-view.ts";

export type Rotated = Changed & { previousExpiresAt: string | null };

/** Gives a profile a new token. The old versions end at once, or after the overlap. */
export async function rotateToken(
  context: ResourceContext,
  changes: ChangeLog,
  actor: ActorContext,
  id: string,
  body: unknown,
): Promise<Rotated> {
  const { overlapSeconds } = parseInput(rotateInput, body ?? {});
  const model = profileModel(context.connection);
  const { version, result } = await changes.submit({
    context: actor,
    async plan(session) {
      const before = await model
        .findOne({ _id: objectId(id) })
        .session(session)
        .lean<ProfileDocument>();
      if (before === null) throw new AppError("not_found");
      const now = Date.now();
      const end = overlapSeconds === 0 ? null : new Date(now + overlapSeconds * 1_000);
      const fresh = newTokenVersion(context.ring, id);
      const kept =
        end === null
          ? []
          : before.token.versions
              .filter((old) => !expired(old.expiresAt, now))
              .map((old) => ({
                ...old,
                expiresAt: old.expiresAt !== null && old.expiresAt < end ? old.expiresAt : end,
              }));
      const document: ProfileDocument = {
        ...before,
        token: { versions: [fresh.version, ...kept] },
        updatedAt: new Date(now),
        revision: before.revision + 1,
      };
      return {
        writes: [
          {
            collection: model.collection.name,
            operation: {
              replaceOne: {
                filter: { _id: before._id, revision: before.revision },
                replacement: document as never,
              },
            },
          },
        ],
        audit: {
          action: "profile.rotate-token",
          resource: { type: "profile", id, key: before.key },
          body: { overlapSeconds },
          before: profileView(before),
          after: profileView(document),
        },
        gateway: [gatewayProfile(document)],
        portal: [portalProfile(document)],
        result: { document, token: fresh.token, end },
      };
    },
  });
  return {
    resource: profileView(result.document),
    revision: result.document.revision,
    configVersion: version,
    shown: { token: result.token.reveal() },
    previousExpiresAt: result.end?.toISOString() ?? null,
  };
}

function expired(at: Date | null, now: number): boolean {
  return at !== null && at.getTime() <= now;
}
