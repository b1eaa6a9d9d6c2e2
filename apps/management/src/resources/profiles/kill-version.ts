import { AppError } from "@zerq/errors/app-error";
import type { ActorContext } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { objectId } from "../resource-document.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { planOf } from "../resource-plan.ts";
import { expiriesOf } from "./expiries.ts";
import { type ProfileDocument, profileModel } from "./profile.model.ts";
import { profileKind } from "./profile.service.ts";

/**
 * Takes one version of a profile's token or secret away: gateways refuse it as soon as they have the change, and end what is
 * open under it. The last one may go too; then nobody gets in until a rotation makes another.
 * @param ifMatch the revision that was looked at
 * @throws AppError `not_found` for a profile or a version that isn't there, `precondition_failed`
 */
export async function killVersion(
  context: ResourceContext,
  changes: ChangeLog,
  actor: ActorContext,
  { id, versionId }: { id: string; versionId: string },
  ifMatch: number | "any",
): Promise<{ configVersion: number }> {
  const kind = profileKind(context);
  const { version } = await changes.submit({
    context: actor,
    async plan(session) {
      const found = profileModel(context.connection).findOne({ _id: objectId(id) });
      const before = await found.session(session).lean<ProfileDocument>();
      if (before === null) throw new AppError("not_found");
      if (ifMatch !== "any" && ifMatch !== before.revision) throw new AppError("precondition_failed");
      const left = withoutVersion(before, versionId);
      const renewed = { updatedAt: new Date(), revision: before.revision + 1 };
      const after = { ...left, ...renewed, expiries: expiriesOf(left) };
      const change = { action: "kill-version", body: { versionId }, before, after };
      return planOf(kind, change, await kind.project(session, after, before));
    },
  });
  return { configVersion: version };
}

function withoutVersion(profile: ProfileDocument, versionId: string): ProfileDocument {
  const { token, jwt } = profile;
  const isOther = ({ id }: { id: string }) => id !== versionId;
  const isThere = [...token.versions, ...(jwt?.versions ?? [])].some(({ id }) => id === versionId);
  if (!isThere) throw new AppError("not_found");
  return {
    ...profile,
    token: { versions: token.versions.filter(isOther) },
    ...(jwt !== undefined && { jwt: { ...jwt, versions: jwt.versions.filter(isOther) } }),
  };
}
