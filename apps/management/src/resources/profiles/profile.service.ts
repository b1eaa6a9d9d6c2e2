import { clientModel } from "../clients/client.model.ts";
import { gatewayProfile, portalProfile } from "../projections.ts";
import { requireReference } from "../references.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { newTokenVersion } from "./new-token-profile.ts";
import { type ProfileDocument, profileModel } from "./profile.model.ts";
import { type ProfileInput, profileInput, profileLater } from "./profile.schema.ts";
import { profileFields, profileView } from "./profile-view.ts";

export function profileKind(context: ResourceContext): ResourceKind<ProfileDocument, ProfileInput> {
  const model = profileModel(context.connection);
  return {
    type: "profile",
    plural: "profiles",
    model,
    input: profileInput,
    later: profileLater,
    fixed: ["clientId", "authType"],
    filters: { clientId: (value) => value, authType: (value) => value, active: (value) => value === "true" },
    nameOf: (input) => input.name,
    toFields: ({ key: _key, labels: _labels, managedBy: _managedBy, ...fields }, existing) => ({
      ...fields,
      token: existing?.token ?? { versions: [] },
    }),
    toInput: (document) => ({
      key: document.key,
      labels: document.labels,
      managedBy: document.managedBy,
      ...profileFields(document),
    }),
    view: profileView,
    async check(session, document) {
      await requireReference(session, clientModel(context.connection), document.clientId, "clientId");
    },
    referrers: async () => [],
    async onWrite(_session, document, before) {
      if (before !== null) return undefined;
      const { version, token } = newTokenVersion(context.ring, document._id.toHexString());
      document.token = { versions: [version] };
      return { writes: [], gateway: [], portal: [], shown: { token: token.reveal() } };
    },
    project: async (_session, document) => ({
      gateway: [gatewayProfile(document)],
      portal: [portalProfile(document)],
    }),
    unproject: (document) => {
      const gone = { op: "delete" as const, kind: "profile", id: document._id.toHexString() };
      return { gateway: [gone], portal: [gone] };
    },
  };
}
