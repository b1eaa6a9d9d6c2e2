import type { Audience, EntityChange } from "@zerq/plane-protocol/delta";
import type { ClientSession } from "mongoose";
import { groupOf } from "../changes/audiences.ts";
import { type Head, readHead } from "../changes/head.ts";
import { BATCH_SIZE, mapInTurns } from "../database/in-turns.ts";
import { clientModel } from "../resources/clients/client.model.ts";
import { collectionModel } from "../resources/collections/collection.model.ts";
import { projectGroup } from "../resources/gateway-groups/project-group.ts";
import { profileModel } from "../resources/profiles/profile.model.ts";
import * as project from "../resources/projections/portal-projections.ts";
import { proxyModel } from "../resources/proxies/proxy.model.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import type { EntitySource } from "./publisher.ts";

/** Everything an audience may know, at one version: read in one snapshot together with the head. */
export function audienceEntities(context: ResourceContext): EntitySource {
  const { connection } = context;
  return async (audience) => {
    const session = await connection.startSession();
    try {
      session.startTransaction({ readConcern: { level: "snapshot" }, readPreference: "primary" });
      const head = await readHead(connection, session);
      context.onHead?.(head);
      return { head, entities: grouped(await projectAll(context, session, audience, head)) };
    } finally {
      await session.abortTransaction().catch(() => undefined);
      await session.endSession();
    }
  };
}

function projectAll(
  context: ResourceContext,
  session: ClientSession,
  audience: Audience,
  { planeKeys }: Head,
): Promise<EntityChange[]> {
  const group = groupOf(audience);
  return group === undefined
    ? projectPortal(context, session, planeKeys?.isMarked === true)
    : projectGroup(context, session, group);
}

async function projectPortal(
  context: ResourceContext,
  session: ClientSession,
  isMarked: boolean,
): Promise<EntityChange[]> {
  const { connection } = context;
  const collections = await collectionModel(connection).find().batchSize(BATCH_SIZE).session(session).lean();
  const proxies = await proxyModel(connection).find().batchSize(BATCH_SIZE).session(session).lean();
  const clients = await clientModel(connection).find().batchSize(BATCH_SIZE).session(session).lean();
  const profiles = await profileModel(connection).find().batchSize(BATCH_SIZE).session(session).lean();
  const byId = new Map(collections.map((collection) => [collection._id.toHexString(), collection]));
  return [
    ...(await mapInTurns(collections, project.portalCollection)),
    ...(
      await mapInTurns(proxies, (proxy) => {
        const collection = byId.get(proxy.collectionId);
        return collection === undefined ? [] : [project.portalProxy(proxy, collection)];
      })
    ).flat(),
    ...(await mapInTurns(clients, (client) => project.portalClient(context, client))),
    ...(await mapInTurns(profiles, project.portalProfile)),
    ...(isMarked ? [project.portalKey(context)] : []),
  ];
}

/** By kind, as a full snapshot has them. What this audience may not know is projected as a deletion, and left out. */
function grouped(changes: readonly EntityChange[]): Record<string, unknown[]> {
  const entities: Record<string, unknown[]> = {};
  for (const change of changes) {
    if (change.op === "delete") continue;
    const list = entities[change.kind] ?? [];
    list.push(change.entity);
    entities[change.kind] = list;
  }
  return entities;
}
