import type { TestCaller } from "../../../apps/gateway/test/published-config.ts";
import type { CreatedClient, ManagementApi, Resource } from "../soak/management-api.ts";

export type SwappedClient = { client: Resource; caller: TestCaller };
export type SwappedResources = Awaited<ReturnType<typeof createSwappedResources>>;

export const BASE_PATH = "/swapped";

/** The response header by which an answer shows which version of the collection made it. */
export const markedWith = (value: number) => [
  { name: "X-Marker", direction: "response", op: "set", value: String(value) },
];

/** A collection with a route that stays and one that will move, and a client for each thing that happens to clients. */
export async function createSwappedResources(manage: ManagementApi, targetEndpoint: string) {
  const collection = await manage.create("collections", {
    name: "swapped",
    basePath: BASE_PATH,
    targetEndpoint,
    headers: markedWith(1),
    status: "published",
  });
  const route = { collectionId: collection.id, methods: ["GET"], targetPath: "/echo", status: "published" };
  await manage.create("proxies", { ...route, name: "stays", path: "/stays" });
  await manage.create("proxies", { ...route, name: "slow", path: "/slow", targetPath: "/slow" });
  const moved = await manage.create("proxies", { ...route, name: "moves", path: "/moves/a" });
  const client = async (name: string): Promise<SwappedClient> => {
    const body = { name, email: "swaps@example.com", collectionIds: [collection.id] };
    const { defaultProfile, ...created } = await manage.create<CreatedClient>("clients", body);
    const { id: profileId, token } = defaultProfile;
    return { client: created, caller: { clientId: created.id, profileId, token } };
  };
  return {
    collection,
    moved,
    steady: await client("steady"),
    rotated: await client("rotated"),
    killed: await client("killed"),
  };
}
