import type { EntityChange } from "@zerq/plane-protocol/delta";
import { type ClientSession, trusted } from "mongoose";
import { BATCH_SIZE, mapInTurns } from "../../database/in-turns.ts";
import { readKeys } from "../../keys/key-records.ts";
import { clientModel } from "../clients/client.model.ts";
import { collectionModel } from "../collections/collection.model.ts";
import { credentialModel } from "../credentials/credential.model.ts";
import { policyModel } from "../policies/policy.model.ts";
import { profileModel } from "../profiles/profile.model.ts";
import * as project from "../projections/gateway-projections.ts";
import { proxyModel } from "../proxies/proxy.model.ts";
import { objectId } from "../resource-document.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { settingsModel } from "../settings/settings.model.ts";

/**
 * Everything that the gateways of a group hold: its collections with their proxies, the credentials that these use, the
 * clients that may call one of them, with their profiles and policies, and what every gateway has. What a change tells a
 * group (`*-for-groups.ts`) keeps exactly this up to date.
 */
export async function projectGroup(
  context: ResourceContext,
  session: ClientSession,
  group: string,
): Promise<EntityChange[]> {
  const { connection } = context;
  const tolerant = { ...context, tolerant: true };
  const collections = await collectionModel(connection)
    .find({ gatewayGroups: group })
    .batchSize(BATCH_SIZE)
    .session(session)
    .lean();
  const ids = new Set(collections.map(({ _id }) => _id.toHexString()));
  const all = await proxyModel(connection).find().batchSize(BATCH_SIZE).session(session).lean();
  const proxies = all.filter(({ collectionId }) => ids.has(collectionId));
  const credentialIds = [...collections, ...proxies].map(({ credentialId }) => credentialId);
  const credentials = await credentialModel(connection).find(oneOf(credentialIds)).session(session).lean();
  return [
    ...(await projectForAll(context, session)),
    ...(await mapInTurns(collections, (collection) => project.gatewayCollection(context, collection))),
    ...(await mapInTurns(proxies, (proxy) => project.gatewayProxy(context, proxy))),
    ...(await projectClients(context, session, ids)),
    ...credentials.map((credential) => project.gatewayCredential(tolerant, credential)),
  ];
}

/** What gateways hold whatever their group: settings, and every pepper that token hashes are made with. */
async function projectForAll(context: ResourceContext, session: ClientSession): Promise<EntityChange[]> {
  const settings = await settingsModel(context.connection)
    .findOne({ _id: "settings" })
    .session(session)
    .lean();
  return settings === null ? [] : [...(await peppers(context, session)), project.gatewaySettings(settings)];
}

/** Clients that may call one of the collections, with what belongs to them. */
async function projectClients(
  context: ResourceContext,
  session: ClientSession,
  collectionIds: ReadonlySet<string>,
): Promise<EntityChange[]> {
  const { connection } = context;
  const tolerant = { ...context, tolerant: true };
  // One walk through all of them: a query with thousands of ids in it costs more than what it would spare.
  const clients = (
    await clientModel(connection).find().batchSize(BATCH_SIZE).session(session).lean()
  ).flatMap((client) => {
    const held = client.collectionIds.filter((id) => collectionIds.has(id));
    return held.length === 0 ? [] : [{ client, held }];
  });
  const clientIds = new Set(clients.map(({ client }) => client._id.toHexString()));
  const profiles = await profileModel(connection).find().batchSize(BATCH_SIZE).session(session).lean();
  const policyIds = clients.map(({ client }) => client.policyId);
  const policies = await policyModel(connection).find(oneOf(policyIds)).session(session).lean();
  return [
    ...(await mapInTurns(clients, ({ client, held }) => project.gatewayClient(client, held))),
    ...(await mapInTurns(
      profiles.filter(({ clientId }) => clientIds.has(clientId)),
      (profile) => project.gatewayProfile(tolerant, profile),
    )),
    ...policies.map(project.gatewayPolicy),
  ];
}

/** Those that are stored at this version: another instance may have made one that this one has not read yet. */
async function peppers(context: ResourceContext, session: ClientSession): Promise<EntityChange[]> {
  const records = await readKeys(context.connection, session);
  await context.ring.learn(records);
  const stored = new Set(records.map(({ _id }) => _id));
  const known = context.ring.all("token-pepper").filter(({ id }) => stored.has(id));
  return known.map((pepper) => project.gatewayPepper(context, pepper));
}

const oneOf = (ids: readonly (string | null)[]) => ({
  _id: trusted({ $in: [...new Set(ids)].flatMap((id) => (id === null ? [] : [objectId(id)])) }),
});
