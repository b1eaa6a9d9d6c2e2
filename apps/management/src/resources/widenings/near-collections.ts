import { type ClientSession, type Model, trusted } from "mongoose";
import type { CollectionDocument } from "../collections/collection.model.ts";
import type { Staged } from "../resource-kind.ts";
import type { CollectionPlace } from "./collection-place.ts";

type Stored = Pick<
  CollectionDocument,
  "_id" | "key" | "name" | "hosts" | "basePath" | "gatewayGroups" | "status"
>;

export function placeOf(document: Stored): CollectionPlace {
  const { key, name, hosts, basePath, gatewayGroups, status } = document;
  return {
    id: document._id.toHexString(),
    key,
    name,
    hosts: hosts ?? [],
    basePath,
    groups: gatewayGroups,
    isPublished: status === "published",
  };
}

/**
 * The collections whose base paths lie around or below one of these, but for the changed one itself: a few keys and a range of
 * the index on `basePath`, each by a query of its own, and of each no more than routing needs. Only where a base path is `/` is that every collection.
 */
export async function nearCollections(
  model: Model<CollectionDocument>,
  session: ClientSession | null,
  id: string,
  basePaths: readonly string[],
  staged: Staged<CollectionDocument> = new Map(),
): Promise<CollectionPlace[]> {
  const found = new Map<string, CollectionPlace>();
  for (const condition of basePaths.includes("/") ? [{}] : basePaths.flatMap(conditionsOf)) {
    const some = await model
      .find(condition)
      .select({ key: 1, name: 1, hosts: 1, basePath: 1, gatewayGroups: 1, status: 1 })
      .session(session)
      .lean<Stored[]>();
    for (const place of some.map(placeOf)) found.set(place.id, place);
  }
  const stored = [...found.values()].filter((place) => !staged.has(place.id));
  const others = [...staged.values()].flatMap((document) => (document === null ? [] : [placeOf(document)]));
  return [...stored, ...others].filter((place) => place.id !== id);
}

/** Not as one `$or`, for which not every server uses the index. Below `/a` is what lies from `/a/` to before `/a0`. */
function conditionsOf(basePath: string): object[] {
  const around = ["/"];
  for (let end = basePath.length; end > 0; end = basePath.lastIndexOf("/", end - 1))
    around.push(basePath.slice(0, end));
  return [
    { basePath: trusted({ $in: around }) },
    { basePath: trusted({ $gte: `${basePath}/`, $lt: `${basePath}0` }) },
  ];
}
