import type { ForGroups } from "../../changes/group-changes.ts";
import type { CredentialDocument } from "../credentials/credential.model.ts";
import type { PolicyDocument } from "../policies/policy.model.ts";
import { gatewayCredential, gatewayPolicy } from "../projections/gateway-projections.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { gatherForGroups } from "./group-view.ts";

/**
 * What the groups that use a credential learn of a change of it. A new one isn't used yet, and a used one isn't deleted.
 * Whether anybody uses it or not, one with a stored secret that doesn't open is refused.
 */
export function credentialForGroups(context: ResourceContext, document: CredentialDocument): ForGroups {
  return gatherForGroups(context, async (view) => {
    const change = gatewayCredential(context, document);
    view.tell(await view.reader.holdingCredential(document._id.toHexString()), change);
  });
}

/** What the groups with a client under a policy learn of a change of it. */
export function policyForGroups(context: ResourceContext, document: PolicyDocument): ForGroups {
  return gatherForGroups(context, async (view) => {
    const { declared } = view.reader;
    view.tell(await view.reader.holdingPolicy(document._id.toHexString(), declared), gatewayPolicy(document));
  });
}
