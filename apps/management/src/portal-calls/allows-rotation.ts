import { type ClientSession, type Connection, trusted } from "mongoose";
import type { ClientDocument } from "../resources/clients/client.model.ts";
import { type CollectionDocument, collectionModel } from "../resources/collections/collection.model.ts";
import { objectId } from "../resources/resource-document.ts";

/**
 * Whether a client's developers may rotate its tokens. A token opens every collection of the client, so each of those that are
 * published must allow it.
 */
export async function allowsRotation(
  connection: Connection,
  { collectionIds }: ClientDocument,
  session: ClientSession | null = null,
): Promise<boolean> {
  const published = await collectionModel(connection)
    .find({ _id: trusted({ $in: collectionIds.map(objectId) }), status: "published" })
    .session(session)
    .lean<CollectionDocument[]>();
  return published.length > 0 && published.every(({ portal }) => portal.tokenRotation === true);
}
