import type { Connection } from "../database/connect.ts";
import type { Migration } from "./migration.ts";

/**
 * Indexes of earlier versions by collection. The first one is unique: it would go on refusing two collections that differ only in
 * their hosts. The others have longer ones in their place, and cost a write each.
 */
const superseded: readonly (readonly [collection: string, index: string])[] = [
  ["collections", "basePath_1"],
  ["collections", "credentialId_1"],
  ["proxies", "credentialId_1"],
  ["clients", "collectionIds_1"],
  ["clients", "policyId_1"],
  ["profiles", "clientId_1"],
];

const INDEX_NOT_FOUND = 27;

export const dropSupersededIndexes: Migration = {
  id: "superseded-indexes",
  what: "indexes that others have taken the place of are dropped",
  async next({ connection }, after) {
    // They are few: one part is all of it.
    if (after !== undefined) return undefined;
    let changed = 0;
    for (const [collection, index] of superseded) if (await drop(connection, collection, index)) changed += 1;
    return changed === 0 ? undefined : { changed, problems: [], last: "all" };
  },
};

/** @returns whether it was there, and this instance has dropped it */
async function drop(connection: Connection, collection: string, index: string): Promise<boolean> {
  const indexes = await connection.collection(collection).listIndexes().toArray();
  if (!indexes.some(({ name }) => name === index)) return false;
  try {
    await connection.collection(collection).dropIndex(index);
    return true;
  } catch (error) {
    // Another instance was faster.
    if ((error as { code?: number }).code === INDEX_NOT_FOUND) return false;
    throw error;
  }
}
