import type { ForGroups } from "../../changes/group-changes.ts";
import { readDocuments } from "../../changes/transaction-documents.ts";
import { clientModel } from "../clients/client.model.ts";
import type { ProfileDocument } from "../profiles/profile.model.ts";
import { gatewayProfile } from "../projections/gateway-projections.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { type GroupView, gatherForGroups } from "./group-view.ts";

/** What the groups of its client learn of a profile that was written. */
export function profileForGroups(context: ResourceContext, document: ProfileDocument): ForGroups {
  return gatherForGroups(context, async (view, session) => {
    const change = gatewayProfile(context, document);
    view.tell(await groupsOfClient(context, session, view, document.clientId), change);
  });
}

export function profileGone(context: ResourceContext, document: ProfileDocument): ForGroups {
  return gatherForGroups(context, async (view, session) => {
    const groups = await groupsOfClient(context, session, view, document.clientId);
    view.drop(groups, "profile", document._id.toHexString());
  });
}

async function groupsOfClient(
  { connection }: ResourceContext,
  session: Parameters<ForGroups>[0],
  view: GroupView,
  clientId: string,
): Promise<string[]> {
  const [client] = await readDocuments(clientModel(connection), [clientId], session);
  return [...(await view.reader.held(client?.collectionIds ?? [])).keys()];
}
