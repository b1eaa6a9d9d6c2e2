import type { ForGroups } from "../../changes/group-changes.ts";
import type { ClientDocument } from "../clients/client.model.ts";
import { type ProfileDocument, profileModel } from "../profiles/profile.model.ts";
import { gatewayClient, gatewayProfile } from "../projections/gateway-projections.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { gatherForGroups, movedReference, without } from "./group-view.ts";

/** What the groups learn of a client: a group knows it for as long as it has a collection there, and of these alone. */
export function clientForGroups(
  context: ResourceContext,
  before: ClientDocument | null,
  after: ClientDocument,
): ForGroups {
  return gatherForGroups(context, async (view, session) => {
    await view.reader.learnCollections([...(before?.collectionIds ?? []), ...after.collectionIds]);
    const [held, heldBefore] = [
      await view.reader.held(after.collectionIds),
      await view.reader.held(before?.collectionIds ?? []),
    ];
    const [was, is] = [[...heldBefore.keys()], [...held.keys()]];
    const [entered, left] = [without(is, was), without(was, is)];
    for (const [group, ids] of held) view.tell([group], gatewayClient(after, ids));
    view.drop(left, "client", after._id.toHexString());
    const policy = movedReference({ id: before?.policyId ?? null, was }, { id: after.policyId, is });
    await view.givePolicy(after.policyId, policy.given);
    await view.takePolicy(before?.policyId ?? null, policy.taken);
    if (entered.length === 0 && left.length === 0) return;
    const clientId = after._id.toHexString();
    for (const profile of await profileModel(context.connection).find({ clientId }).session(session).lean()) {
      view.tell(entered, gatewayProfile({ ...context, tolerant: true }, profile));
      view.drop(left, "profile", profile._id.toHexString());
    }
  });
}

/** A client that is deleted with its profiles. */
export function clientGone(
  context: ResourceContext,
  before: ClientDocument,
  children: readonly ProfileDocument[],
): ForGroups {
  return gatherForGroups(context, async (view) => {
    const groups = [...(await view.reader.held(before.collectionIds)).keys()];
    view.drop(groups, "client", before._id.toHexString());
    for (const { _id } of children) view.drop(groups, "profile", _id.toHexString());
    await view.takePolicy(before.policyId, groups);
  });
}
