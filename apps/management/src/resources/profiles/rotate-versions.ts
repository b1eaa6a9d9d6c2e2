import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ActorContext } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { objectId } from "../resource-document.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { planOf } from "../resource-plan.ts";
import type { Changed } from "../resource-service.ts";
import { expiriesOf } from "./expiries.ts";
import { newTokenVersion } from "./new-token-profile.ts";
import { type ProfileDocument, profileModel } from "./profile.model.ts";
import type { RotateInput } from "./profile.schema.ts";
import { profileKind } from "./profile.service.ts";
import { profileView } from "./profile-view.ts";
import { newSecretVersion } from "./secret-version.ts";
import { addLastUse } from "./version-usage.ts";

export type Rotated = Changed & { previousExpiresAt: string | null };

/** Versions that are valid at the same time; every request with that profile may have to look at each. */
const MAX_VERSIONS = 10;

type Version = { id: string; createdAt: Date; expiresAt: Date | null };

/** Earlier versions that are left after a rotation. */
type Keep = <V extends Version>(versions: readonly V[]) => V[];

/** The profile with a new version, and what is shown of it once. */
type Renewal = (
  context: ResourceContext,
  before: ProfileDocument,
  keep: Keep,
) => { after: ProfileDocument; shown: Record<string, string> };

/** What can be rotated, by the name of what is shown. */
const renewals: Readonly<Record<"token" | "secret", Renewal>> = {
  token(context, before, keep) {
    if (before.authType !== "token") throw hasNone(before, "token");
    const { version, token } = newTokenVersion(context.ring, before._id.toHexString());
    const versions = [version, ...keep(before.token.versions)];
    return { after: { ...before, token: { versions } }, shown: { token: token.reveal() } };
  },
  secret(context, before, keep) {
    if (before.authType !== "jwt" || before.jwt === undefined) throw hasNone(before, "secret");
    const { version, secret } = newSecretVersion(context, before._id.toHexString());
    const versions = [version, ...keep(before.jwt.versions)];
    return { after: { ...before, jwt: { ...before.jwt, versions } }, shown: { secret: secret.reveal() } };
  },
};

/**
 * Gives a profile a new token or secret. The old versions end at once, or after the overlap.
 * @param allow refuses, within the transaction, who may not do it; who has the permission for all of them needs none
 * @throws AppError `not_found`, or `conflict` when the profile has no such thing or too many earlier versions are still valid
 */
export async function rotateVersions(
  context: ResourceContext,
  changes: ChangeLog,
  what: "token" | "secret",
  actor: ActorContext,
  id: string,
  { overlapSeconds }: RotateInput,
  allow?: (session: ClientSession, profile: ProfileDocument) => Promise<void>,
): Promise<Rotated> {
  const kind = profileKind(context);
  const { version, result } = await changes.submit({
    context: actor,
    async plan(session) {
      const found = profileModel(context.connection).findOne({ _id: objectId(id) });
      const before = await found.session(session).lean<ProfileDocument>();
      if (before === null) throw new AppError("not_found");
      await allow?.(session, before);
      const now = new Date();
      const end = overlapSeconds === 0 ? null : new Date(now.getTime() + overlapSeconds * 1_000);
      const renewed = renewals[what](context, before, (versions) => keptVersions(versions, now, end));
      const expiries = expiriesOf(renewed.after);
      const after = { ...renewed.after, expiries, updatedAt: now, revision: before.revision + 1 };
      const change = { action: `rotate-${what}`, body: { overlapSeconds }, before, after };
      const plan = planOf(kind, change, await kind.project(session, after, before));
      return { ...plan, result: { document: after, shown: renewed.shown, end } };
    },
  });
  const resource: Record<string, unknown> = profileView(result.document);
  await addLastUse(context.connection, [resource]);
  return {
    resource,
    revision: result.document.revision,
    configVersion: version,
    shown: result.shown,
    // More versions of what was asked for already are no wider way in.
    warnings: [],
    previousExpiresAt: result.end?.toISOString() ?? null,
  };
}

/** Earlier versions that go on for the overlap, none of them longer than it was to live anyway. */
function keptVersions<V extends Version>(versions: readonly V[], now: Date, end: Date | null): V[] {
  if (end === null) return [];
  const kept = versions
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .map((old) => ({
      ...old,
      expiresAt: old.expiresAt !== null && old.expiresAt < end ? old.expiresAt : end,
    }));
  if (kept.length < MAX_VERSIONS) return kept;
  throw new AppError("conflict", {
    message: `${MAX_VERSIONS} versions are still valid. Rotate without an overlap, or wait.`,
  });
}

function hasNone({ authType }: ProfileDocument, what: "token" | "secret"): AppError {
  return new AppError("conflict", { message: `A profile of type ${authType} has no ${what}.` });
}
