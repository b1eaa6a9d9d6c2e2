import { type ClientSession, trusted } from "mongoose";
import type { ForGroups } from "../../changes/group-changes.ts";
import { type ClientDocument, clientModel } from "../clients/client.model.ts";
import type { CollectionDocument } from "../collections/collection.model.ts";
import { profileModel } from "../profiles/profile.model.ts";
import {
  gatewayClient,
  gatewayCollection,
  gatewayProfile,
  gatewayProxy,
} from "../projections/gateway-projections.ts";
import { type ProxyDocument, proxyModel } from "../proxies/proxy.model.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { type GroupView, gatherForGroups, movedReference, without } from "./group-view.ts";

/** Into which groups a collection has moved, and out of which. */
type Move = { id: string; entered: readonly string[]; left: readonly string[] };

/** What the groups learn of a collection: where it moves, its proxies, clients and credentials move with it. */
export function collectionForGroups(
  context: ResourceContext,
  before: CollectionDocument | null,
  after: CollectionDocument,
): ForGroups {
  return gatherForGroups(context, async (view, session) => {
    const [was, is] = [before?.gatewayGroups ?? [], after.gatewayGroups];
    const id = after._id.toHexString();
    const move = { id, entered: without(is, was), left: without(was, is) };
    view.tell(is, gatewayCollection(context, after));
    view.drop(move.left, "collection", id);
    const credential = movedReference(
      { id: before?.credentialId ?? null, was },
      { id: after.credentialId, is },
    );
    await view.giveCredential(after.credentialId, credential.given);
    await view.takeCredential(before?.credentialId ?? null, credential.taken);
    // A new collection has neither proxies nor clients yet.
    if (before === null || (move.entered.length === 0 && move.left.length === 0)) return;
    await moveProxies(context, session, view, move);
    await moveClients(context, session, view, move);
  });
}

/** A collection that is deleted with its proxies; clients that refer to it would have refused that. */
export function collectionGone(
  context: ResourceContext,
  before: CollectionDocument,
  children: readonly ProxyDocument[],
): ForGroups {
  return gatherForGroups(context, async (view) => {
    const groups = before.gatewayGroups;
    view.drop(groups, "collection", before._id.toHexString());
    for (const { _id } of children) view.drop(groups, "proxy", _id.toHexString());
    const credentials = new Set([before, ...children].map(({ credentialId }) => credentialId));
    for (const credentialId of credentials) await view.takeCredential(credentialId, groups);
  });
}

async function moveProxies(
  context: ResourceContext,
  session: ClientSession,
  view: GroupView,
  { id, entered, left }: Move,
): Promise<void> {
  const proxies = await proxyModel(context.connection).find({ collectionId: id }).session(session).lean();
  for (const proxy of proxies) {
    view.tell(entered, gatewayProxy(context, proxy));
    view.drop(left, "proxy", proxy._id.toHexString());
  }
  for (const credentialId of new Set(proxies.map((proxy) => proxy.credentialId))) {
    await view.giveCredential(credentialId, entered);
    await view.takeCredential(credentialId, left);
  }
}

/** Clients of the collection, in the groups that it moves into or out of, have more or fewer collections there. */
async function moveClients(
  context: ResourceContext,
  session: ClientSession,
  view: GroupView,
  { id, entered, left }: Move,
): Promise<void> {
  const clients = await clientModel(context.connection).find({ collectionIds: id }).session(session).lean();
  await view.reader.learnCollections(clients.flatMap(({ collectionIds }) => collectionIds));
  /** By group: the clients that it has not had before, or has not any more. */
  const [coming, going] = [new Map<string, ClientDocument[]>(), new Map<string, ClientDocument[]>()];
  for (const client of clients) {
    const held = await view.reader.held(client.collectionIds);
    for (const group of [...entered, ...left]) {
      const ids = held.get(group) ?? [];
      if (ids.length > 0) view.tell([group], gatewayClient(client, ids));
      else {
        view.drop([group], "client", client._id.toHexString());
        going.set(group, [...(going.get(group) ?? []), client]);
      }
      if (ids.length === 1 && ids[0] === id) coming.set(group, [...(coming.get(group) ?? []), client]);
    }
  }
  await moveBelongings(context, session, view, { coming, going });
}

type Moves = Record<"coming" | "going", ReadonlyMap<string, readonly ClientDocument[]>>;

/** Profiles and policies go with their clients. */
async function moveBelongings(
  context: ResourceContext,
  session: ClientSession,
  view: GroupView,
  { coming, going }: Moves,
): Promise<void> {
  for (const [group, clients] of coming) {
    for (const profile of await profilesOf(context, session, clients))
      view.tell([group], gatewayProfile({ ...context, tolerant: true }, profile));
    for (const policyId of policiesOf(clients)) await view.givePolicy(policyId, [group]);
  }
  for (const [group, clients] of going) {
    for (const { _id } of await profilesOf(context, session, clients))
      view.drop([group], "profile", _id.toHexString());
    for (const policyId of policiesOf(clients)) await view.takePolicy(policyId, [group]);
  }
}

const policiesOf = (clients: readonly ClientDocument[]) => new Set(clients.map(({ policyId }) => policyId));

function profilesOf(
  { connection }: ResourceContext,
  session: ClientSession,
  clients: readonly ClientDocument[],
) {
  const ids = clients.map(({ _id }) => _id.toHexString());
  return profileModel(connection)
    .find({ clientId: trusted({ $in: ids }) })
    .session(session)
    .lean();
}
