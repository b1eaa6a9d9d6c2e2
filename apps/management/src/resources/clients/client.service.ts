import { AppError } from "@zerq/errors/app-error";
import { trusted } from "mongoose";
import { nothingForGroups } from "../../changes/group-changes.ts";
import { readDocuments } from "../../changes/transaction-documents.ts";
import { collectionModel } from "../collections/collection.model.ts";
import { clientForGroups, clientGone } from "../gateway-groups/client-for-groups.ts";
import { type PolicyDocument, policyModel } from "../policies/policy.model.ts";
import { newTokenProfile } from "../profiles/new-token-profile.ts";
import { profileModel } from "../profiles/profile.model.ts";
import { profileView, unusedProfileView } from "../profiles/profile-view.ts";
import { portalClient, portalProfile } from "../projections/portal-projections.ts";
import { readingOf, requireReference } from "../references.ts";
import { commonView, objectId } from "../resource-document.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { otherPolicy } from "../widenings/other-policy.ts";
import { type ClientDocument, clientModel } from "./client.model.ts";
import { type ClientInput, clientInput } from "./client.schema.ts";
import { withdrawnAfter } from "./withdrawn.ts";

export function clientKind(context: ResourceContext): ResourceKind<ClientDocument, ClientInput> {
  const profiles = profileModel(context.connection);
  const collections = collectionModel(context.connection);

  function own(document: ClientDocument) {
    const { name, description, email, collectionIds, policyId, active, hasPortalAccess, authorizedEmails } =
      document;
    return { name, description, email, collectionIds, policyId, active, hasPortalAccess, authorizedEmails };
  }

  return {
    type: "client",
    plural: "clients",
    model: clientModel(context.connection),
    input: clientInput,
    later: { fields: [] },
    filters: {
      policyId: (value) => value,
      collectionIds: (value) => value,
      active: (value) => value === "true",
    },
    nameOf: (input) => input.name,
    toFields: ({ key: _key, labels: _labels, managedBy: _managedBy, ...fields }, existing) => ({
      ...fields,
      withdrawn: withdrawnAfter(fields, existing),
    }),
    toInput: (document) => ({
      key: document.key,
      labels: document.labels,
      managedBy: document.managedBy,
      ...own(document),
    }),
    view: (document) => ({ ...commonView(document), ...own(document) }),
    async check(session, document) {
      await requireReference(session, policyModel(context.connection), document.policyId, "policyId");
      const ids = document.collectionIds;
      const known = await readDocuments(collections, ids, session);
      if (known.length !== ids.length) {
        throw new AppError("validation_failed", {
          details: [
            {
              path: "collectionIds",
              code: "unknown_reference",
              message: "names a collection that doesn't exist",
            },
          ],
        });
      }
    },
    leadsTo: ({ policyId, collectionIds }) => [
      ...(policyId === null ? [] : [readingOf(policyModel(context.connection), policyId)]),
      ...collectionIds.map((id) => readingOf(collections, id)),
    ],
    async widenings(session, { before, after }) {
      if (before === null || after === null || before.policyId === after.policyId) return [];
      const ids = [before.policyId, after.policyId].filter((id) => id !== null);
      const policies = await policyModel(context.connection)
        .find({ _id: trusted({ $in: ids.map(objectId) }) })
        .session(session)
        .lean<PolicyDocument[]>();
      const policyOf = (id: string | null) => policies.find(({ _id }) => _id.toHexString() === id);
      return otherPolicy(
        policyOf(before.policyId),
        after.policyId === null ? null : policyOf(after.policyId),
      );
    },
    referrers: async () => [],
    async onCreate(_session, document) {
      const { profile, token } = newTokenProfile(context.ring, {
        clientId: document._id.toHexString(),
        clientKey: document.key,
        name: "Default",
      });
      const view = profileView(profile);
      return {
        writes: [
          { collection: profiles.collection.name, operation: { insertOne: { document: profile as never } } },
        ],
        // It comes with the client.
        gateways: nothingForGroups,
        portal: [portalProfile(profile)],
        // The one place where the new token leaves its Secret: into the one answer that shows it.
        shown: { defaultProfile: { ...unusedProfileView(profile), token: token.reveal() } },
        audit: { defaultProfile: view },
      };
    },
    async onDelete(session, document) {
      const children = await profiles.find({ clientId: document._id.toHexString() }).session(session).lean();
      const ids = children.map((child) => child._id.toHexString());
      return {
        writes: children.map((child) => ({
          collection: profiles.collection.name,
          operation: { deleteOne: { filter: { _id: child._id } } },
        })),
        gateways: clientGone(context, document, children),
        portal: ids.map((id) => ({ op: "delete" as const, kind: "profile", id })),
        audit: { deletedProfiles: children.map((child) => child.key), deletedProfileIds: ids },
      };
    },
    project: async (_session, document, before) => ({
      gateways: clientForGroups(context, before, document),
      portal: [portalClient(context, document)],
    }),
    unproject: (document) => {
      const gone = { op: "delete" as const, kind: "client", id: document._id.toHexString() };
      return { gateways: nothingForGroups, portal: [gone] };
    },
  };
}
