import type { ForGroups } from "../../changes/group-changes.ts";
import { gatewayProxy } from "../projections/gateway-projections.ts";
import type { ProxyDocument } from "../proxies/proxy.model.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { gatherForGroups, movedReference } from "./group-view.ts";

/** What the groups of its collection learn of a proxy, which stays in one collection for life. `after` null: it is gone. */
export function proxyForGroups(
  context: ResourceContext,
  before: ProxyDocument | null,
  after: ProxyDocument | null,
): ForGroups {
  return gatherForGroups(context, async (view) => {
    const one = after ?? before;
    if (one === null) return;
    const groups = [...(await view.reader.held([one.collectionId])).keys()];
    if (after === null) view.drop(groups, "proxy", one._id.toHexString());
    else view.tell(groups, gatewayProxy(context, after));
    const credential = movedReference(
      { id: before?.credentialId ?? null, was: before === null ? [] : groups },
      { id: after?.credentialId ?? null, is: after === null ? [] : groups },
    );
    await view.giveCredential(after?.credentialId ?? null, credential.given);
    await view.takeCredential(before?.credentialId ?? null, credential.taken);
  });
}
