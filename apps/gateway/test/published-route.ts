import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import type { TestCaller } from "./published-config.ts";
import type { TestGateway } from "./started-gateway.ts";

export type RouteParts = {
  collection?: Partial<GatewayEntity<"collection">>;
  proxy?: Partial<GatewayEntity<"proxy">>;
  /** The collection's credential. */
  credential?: GatewayEntity<"credential">;
};

let counter = 0;

/** Publishes a collection with one proxy `GET|POST /x` → `/y` under a base path of its own, and a caller for it. */
export async function publishRoute(
  gateway: TestGateway,
  { collection: ofCollection, proxy: ofProxy, credential }: RouteParts,
): Promise<{ path: string; caller: TestCaller; collection: GatewayEntity<"collection"> }> {
  const { config } = gateway;
  const basePath = `/route-${++counter}`;
  const collection = config.collection({
    basePath,
    targetEndpoint: gateway.upstream.url,
    credentialId: credential?.id ?? null,
    ...ofCollection,
  });
  const proxy = config.proxy({
    collectionId: collection.id,
    path: "/x",
    methods: ["GET", "POST"],
    handler: { kind: "forward", targetPath: "/y" },
    ...ofProxy,
  });
  const client = config.client({ collectionIds: [collection.id] });
  const { profile, caller } = config.profile({ clientId: client.id });
  await gateway.publish(
    ...(credential === undefined ? [] : [config.put("credential", credential)]),
    config.put("collection", collection),
    config.put("proxy", proxy),
    config.put("client", client),
    config.put("profile", profile),
  );
  return { path: `${basePath}/x`, caller, collection };
}
