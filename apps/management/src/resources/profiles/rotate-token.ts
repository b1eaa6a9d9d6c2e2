import { AppError } from "@zerq/errors/app-error";
import type { ActorContext } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { objectId } from "../resource-document.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { planOf } from "../resource-plan.ts";
import type { Changed } from "../resource-service.ts";
import { newTokenVersion } from "./new-token-profile.ts";
import { type ProfileDocument, profileModel, type TokenVersion } from "./profile.model.ts";
import type { RotateInput } from "./profile.schema.ts";
import { profileKind } from "./profile.service.ts";
import { profileView } from "./profile-view.ts";

export type Rotated = Changed & { previousExpiresAt: string | null };

/** Versions of one token that are valid at the same time; every request with that profile may have to look at each. */
const MAX_VERSIONS = 10;

/**
 * Gives a profile a new token. The old versions end at once, or after the overlap.
 * @throws AppError `not_found`, or `conflict` when too many earlier versions are still valid
 */
export async function rotateToken(
  context: ResourceContext,
  changes: ChangeLog,
  actor: ActorContext,
  id: string,
  { overlapSeconds }: RotateInput,
): Promise<Rotated> {
  const kind = profileKind(context);
  const { version, result } = await changes.submit({
    context: actor,
    async plan(session) {
      const found = profileModel(context.connection).findOne({ _id: objectId(id) });
      const before = await found.session(session).lean<ProfileDocument>();
      if (before === null) throw new AppError("not_found");
      const now = new Date();
      const end = overlapSeconds === 0 ? null : new Date(now.getTime() + overlapSeconds * 1_000);
      const fresh = newTokenVersion(context.ring, id);
      const after: ProfileDocument = {
        ...before,
        token: { versions: [fresh.version, ...keptVersions(before.token.versions, now, end)] },
        updatedAt: now,
        revision: before.revision + 1,
      };
      const change = { action: "rotate-token", body: { overlapSeconds }, before, after };
      const plan = planOf(kind, change, await kind.project(session, after, before));
      return { ...plan, result: { document: after, token: fresh.token, end } };
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

/** Earlier versions that go on for the overlap, none of them longer than it was to live anyway. */
function keptVersions(versions: readonly TokenVersion[], now: Date, end: Date | null): TokenVersion[] {
  if (end === null) return [];
  const kept = versions
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .map((old) => ({
      ...old,
      expiresAt: old.expiresAt !== null && old.expiresAt < end ? old.expiresAt : end,
    }));
  if (kept.length < MAX_VERSIONS) return kept;
  throw new AppError("conflict", {
    message: `${MAX_VERSIONS} versions of this token are still valid. Rotate without an overlap, or wait.`,
  });
}
