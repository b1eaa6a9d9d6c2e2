import type { CreatedClient, ManagementApi, Resource } from "./management-api.ts";
import type { SoakUpstream } from "./upstream.ts";

export type Caller = { clientId: string; profileId: string; token: string };
export type SoakResources = Awaited<ReturnType<typeof createResources>>;

const methods = ["GET", "POST"];

/** What is published before anything is called: two collections, an upstream that is away, and a client for each role. */
export async function createResources(manage: ManagementApi, upstream: SoakUpstream) {
  const collection = (name: string, targetEndpoint: string) =>
    manage.create("collections", {
      name,
      basePath: `/${name}`,
      targetEndpoint,
      upstream: { forwardIdentity: true },
      status: "published",
    });
  const open = await collection("open", upstream.url);
  const other = await collection("other", upstream.url);
  const dead = await collection("dead", upstream.deadUrl);
  const proxy = (collectionId: string, path: string, more: object = {}) =>
    manage.create("proxies", {
      name: path.slice(1),
      collectionId,
      methods,
      path,
      targetPath: path,
      status: "published",
      ...more,
    });
  for (const path of ["/echo", "/big", "/cut", "/slow"]) await proxy(open.id, path);
  await proxy(open.id, "/hang", { timeouts: { headersMs: 1_000 } });
  await proxy(open.id, "/events", { methods: ["GET"], streaming: true });
  await proxy(open.id, "/socket", { methods: ["GET"], streaming: true, targetPath: "/echo" });
  await proxy(other.id, "/echo");
  await proxy(dead.id, "/echo");
  const churned = await proxy(open.id, "/churned", { targetPath: "/echo" });
  const policy = await manage.create("policies", { name: "small", rateLimit: { max: 50, interval: "1m" } });

  const client = async (name: string, collectionIds: string[], more: object = {}) => {
    const body = { name, email: "soak@example.com", collectionIds, ...more };
    const { defaultProfile, ...created } = await manage.create<CreatedClient>("clients", body);
    const caller: Caller = {
      clientId: created.id,
      profileId: defaultProfile.id,
      token: defaultProfile.token,
    };
    return { client: created as Resource, caller };
  };
  return {
    churned,
    alpha: await client("alpha", [open.id, dead.id]),
    beta: await client("beta", [other.id]),
    limited: await client("limited", [open.id], { policyId: policy.id }),
    rotated: await client("rotated", [open.id]),
    killed: await client("killed", [open.id]),
  };
}
