import type { EntityChange } from "@zerq/plane-protocol/delta";
import { startTestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { testKeys } from "@zerq/test-kit/keys";
import type { TestCaller } from "../../../../apps/gateway/test/published-config.ts";
import { type CreatedClient, ManagementApi } from "../../soak/management-api.ts";
import { startSoakUpstream } from "../../soak/upstream.ts";
import { createGateway, type Gateway } from "./gateways.ts";
import { startKilledMongo } from "./killed-mongo.ts";
import { createManagement, type Management } from "./managements.ts";
import { startRedisPair } from "./redis-pair.ts";
import type { MarkedCollection } from "./writer.ts";

export type Site = Awaited<ReturnType<typeof startSite>>;

const COLLECTION = "marked";
const DEPLOYMENT = "default";
/** An access token lives for minutes. */
const TOKEN_MS = 60_000;

/**
 * Management instances, gateways, MongoDB, Redis and an upstream, each but the last a process of its own.
 * @param probes environment of management and gateways, for whoever watches them
 */
export async function startSite(
  size: { managements: number; gateways: number; workers: number },
  probes: Record<string, string> = {},
) {
  const keys = testKeys();
  const { CONFIG_VERIFY_KEYS: _, ...managementKeys } = keys;
  const [mongo, redis, upstream] = await Promise.all([
    startKilledMongo(),
    startRedisPair(),
    startSoakUpstream(),
  ]);
  const identity = await startTestIdentityProvider("http://127.0.0.1:3000");
  const environment = { ...managementKeys, ...probes, MONGODB_URI: mongo.uri, REDIS_URL: redis.url };
  const managements: Management[] = [];
  for (let n = 0; n < size.managements; n += 1)
    managements.push(await createManagement(identity, environment));
  const gateways = Array.from({ length: size.gateways }, () =>
    createGateway(keys, redis.url, { ...probes, GATEWAY_WORKERS: String(size.workers) }),
  );
  return {
    mongo,
    redis,
    keys,
    deployment: DEPLOYMENT,
    managements,
    gateways,
    path: `/${COLLECTION}/echo`,
    token: keptToken(() => identity.token("modifier")),
    /** Starts everything but what is there already. @returns what callers and the writer need */
    async begin() {
      // The first one prepares the database.
      for (const management of managements) await management.start();
      const made = await createResources(managements, upstream.url, () => identity.token("modifier"));
      await Promise.all(gateways.map((gateway) => gateway.start()));
      return made;
    },
    async stop() {
      const ends = [...gateways, ...managements].map((each: Gateway | Management) => each.kill("SIGTERM"));
      await Promise.all(ends);
      for (const gateway of gateways) gateway.forget();
      await Promise.all([identity.stop(), upstream.stop(), redis.stop(), mongo.stop()]);
    },
  };
}

async function createResources(
  [first]: readonly Management[],
  targetEndpoint: string,
  token: () => Promise<string>,
) {
  const manage = new ManagementApi(`${first?.url}/api/v1`, token);
  const collection = await manage.create("collections", {
    name: COLLECTION,
    basePath: `/${COLLECTION}`,
    targetEndpoint,
    headers: [{ name: "X-Marker", direction: "response", op: "set", value: "0" }],
    status: "published",
  });
  const path = "/echo";
  const proxy = { name: "echo", collectionId: collection.id, methods: ["GET"], path, targetPath: path };
  await manage.create("proxies", { ...proxy, status: "published" });
  const client = async (name: string) => {
    const body = { name, email: "chaos@example.com", collectionIds: [collection.id] };
    const { defaultProfile, ...created } = await manage.create<CreatedClient>("clients", body);
    const caller: TestCaller = {
      clientId: created.id,
      profileId: defaultProfile.id,
      token: defaultProfile.token,
    };
    return { created, caller };
  };
  const [served, revoked] = [await client("served"), await client("revoked")];
  return {
    collection: collection as MarkedCollection,
    served: served.caller,
    revoked: revoked.caller,
    /** What a forger would publish: nobody's collection, and the access of a client that has none any more. */
    harm: [
      { op: "delete", kind: "collection", id: collection.id },
      {
        op: "put",
        kind: "client",
        id: revoked.created.id,
        entity: {
          id: revoked.created.id,
          name: "revoked",
          collectionIds: [collection.id],
          policyId: null,
          active: true,
        },
      },
    ] satisfies EntityChange[],
    /** Takes the access of the second client away, for good. */
    revoke: () => manage.patch("clients", revoked.created, { active: false }),
  };
}

function keptToken(newToken: () => Promise<string>): () => Promise<string> {
  let token = { text: "", at: Number.NEGATIVE_INFINITY };
  return async () => {
    if (performance.now() - token.at > TOKEN_MS) token = { text: await newToken(), at: performance.now() };
    return token.text;
  };
}
