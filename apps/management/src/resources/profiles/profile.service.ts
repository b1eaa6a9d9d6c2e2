import { nothingForGroups } from "../../changes/group-changes.ts";
import { clientModel } from "../clients/client.model.ts";
import { collectionModel } from "../collections/collection.model.ts";
import { expiresBefore } from "../expires-before.ts";
import { profileForGroups, profileGone } from "../gateway-groups/profile-for-groups.ts";
import { portalProfile } from "../projections/portal-projections.ts";
import { readingOf, requireReference } from "../references.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { comesInForce, weakerCredential } from "../widenings/weaker-credential.ts";
import { checkRules } from "./check-rules.ts";
import { expiriesOf } from "./expiries.ts";
import { newTokenVersion } from "./new-token-profile.ts";
import { type ProfileDocument, profileModel } from "./profile.model.ts";
import { type AuthType, type ProfileInput, profileInput, profileLater } from "./profile.schema.ts";
import { profileFields, profileView } from "./profile-view.ts";
import { refuseOverlap } from "./refuse-overlap.ts";
import { refuseSharedCertificate } from "./refuse-shared-certificate.ts";
import { newSecretVersion } from "./secret-version.ts";
import { storeClaims } from "./stored-claims.ts";
import { addLastUse } from "./version-usage.ts";

export function profileKind(context: ResourceContext): ResourceKind<ProfileDocument, ProfileInput> {
  const model = profileModel(context.connection);

  /** Gives a new profile what its type is proved with. @returns what is shown once */
  const firstVersion: Readonly<Record<AuthType, (document: ProfileDocument) => Record<string, string>>> = {
    token(document) {
      const { version, token } = newTokenVersion(context.ring, document._id.toHexString());
      document.token = { versions: [version] };
      return { token: token.reveal() };
    },
    jwt(document) {
      if (document.jwt === undefined) throw new Error("a jwt profile without rules was not refused");
      const { version, secret } = newSecretVersion(context, document._id.toHexString());
      document.jwt = { ...document.jwt, versions: [version] };
      return { secret: secret.reveal() };
    },
    oidc: () => ({}),
    mtls: () => ({}),
    none: () => ({}),
  };

  return {
    type: "profile",
    plural: "profiles",
    model,
    input: profileInput,
    later: profileLater,
    fixed: ["clientId", "authType"],
    filters: { clientId: (value) => value, authType: (value) => value, active: (value) => value === "true" },
    nameOf: (input) => input.name,
    conditions: { expiresBefore },
    toFields: (input, existing) => {
      const fields = toFields(input, existing);
      return { ...fields, expiries: expiriesOf(fields as ProfileDocument) };
    },
    toInput: (document) => ({
      key: document.key,
      labels: document.labels,
      managedBy: document.managedBy,
      ...profileFields(document),
    }),
    view: profileView,
    complete: (views) => addLastUse(context.connection, views),
    async check(session, document, before) {
      checkRules(context, document, before);
      await requireReference(session, clientModel(context.connection), document.clientId, "clientId");
      await refuseOverlap(context, session, document);
      await refuseSharedCertificate(context, session, document);
    },
    leadsTo: ({ clientId }) => [
      readingOf(clientModel(context.connection), clientId, ({ collectionIds }) =>
        collectionIds.map((id) => readingOf(collectionModel(context.connection), id)),
      ),
    ],
    async widenings(session, { before, after }, staged) {
      if (after === null || !comesInForce(before, after)) return [];
      const { clientId } = after;
      const stored = await model
        .find({ clientId })
        .select({ key: 1, name: 1, authType: 1, active: 1 })
        .session(session)
        .lean<ProfileDocument[]>();
      const others = stored.filter(({ _id }) => !_id.equals(after._id) && !staged?.has(_id.toHexString()));
      const more = [...(staged?.values() ?? [])].filter(
        (one) => one !== null && one.clientId === clientId && !one._id.equals(after._id),
      );
      return weakerCredential(after, [...others, ...(more as ProfileDocument[])]);
    },
    referrers: async () => [],
    async onCreate(_session, document) {
      return {
        writes: [],
        gateways: nothingForGroups,
        portal: [],
        shown: firstVersion[document.authType](document),
      };
    },
    project: async (_session, document) => ({
      gateways: profileForGroups(context, document),
      portal: [portalProfile(document)],
    }),
    unproject: (document) => {
      const gone = { op: "delete" as const, kind: "profile", id: document._id.toHexString() };
      return { gateways: profileGone(context, document), portal: [gone] };
    },
  };
}

/** A jwt profile needs no rules of its own: the defaults are a whole set. */
function toFields(
  { key: _key, labels: _labels, managedBy: _managedBy, jwt, oidc, mtls, ...fields }: ProfileInput,
  existing: ProfileDocument | null,
) {
  const rules = jwt ?? (fields.authType === "jwt" ? profileInput.shape.jwt.unwrap().parse({}) : undefined);
  return {
    ...fields,
    token: existing?.token ?? { versions: [] },
    ...(rules !== undefined && {
      jwt: {
        ...rules,
        requiredClaims: storeClaims(rules.requiredClaims),
        versions: existing?.jwt?.versions ?? [],
      },
    }),
    ...(mtls !== undefined && { mtls }),
    ...(oidc !== undefined && { oidc: { ...oidc, requiredClaims: storeClaims(oidc.requiredClaims) } }),
  };
}
