import { nothingForGroups } from "../../changes/group-changes.ts";
import { clientModel } from "../clients/client.model.ts";
import { policyForGroups } from "../gateway-groups/referred-for-groups.ts";
import { commonView } from "../resource-document.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { type PolicyDocument, policyModel } from "./policy.model.ts";
import { type PolicyInput, policyInput } from "./policy.schema.ts";

export function policyKind(context: ResourceContext): ResourceKind<PolicyDocument, PolicyInput> {
  function own({ name, description, rateLimit, quota = null, active, onLimiterFailure }: PolicyDocument) {
    return { name, description, rateLimit, quota, active, onLimiterFailure };
  }
  return {
    type: "policy",
    plural: "policies",
    model: policyModel(context.connection),
    input: policyInput,
    later: { fields: [] },
    filters: {},
    nameOf: (input) => input.name,
    toFields: ({ key: _key, labels: _labels, managedBy: _managedBy, ...fields }) => fields,
    toInput: (document) => ({
      key: document.key,
      labels: document.labels,
      managedBy: document.managedBy,
      ...own(document),
    }),
    view: (document) => ({ ...commonView(document), ...own(document) }),
    check: async () => {},
    async referrers(session, document) {
      const clients = await clientModel(context.connection)
        .find({ policyId: document._id.toHexString() })
        .session(session)
        .lean();
      return clients.map((client) => `client ${client.key}`);
    },
    project: async (_session, document) => ({ gateways: policyForGroups(context, document), portal: [] }),
    // Only one that nobody has is deleted, and that no group knows.
    unproject: () => ({ gateways: nothingForGroups, portal: [] }),
  };
}
