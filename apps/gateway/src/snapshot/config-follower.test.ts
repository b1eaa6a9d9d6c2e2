import { createRevocationSources } from "@zerq/auth/certificates/revocation-sources";
import { createKeySources } from "@zerq/auth/key-sources";
import { secretKey } from "@zerq/crypto/secret-key";
import { createVerifier, parsePublicKey } from "@zerq/crypto/signing";
import { createLogger } from "@zerq/logging/logger";
import { Secret } from "@zerq/logging/secret";
import { connectRedis, type Redis } from "@zerq/service/redis";
import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PublishedConfig } from "../../test/published-config.ts";
import { eventually } from "../../test/started-gateway.ts";
import { type ConfigFollower, createConfigFollower } from "./config-follower.ts";
import type { ForwardRoute } from "./route.ts";
import { createSecretOpener, type SecretOpener } from "./secret-opener.ts";

let server: FreshRedis;
let config: PublishedConfig;
const connections: Redis[] = [];
beforeAll(async () => {
  server = await freshRedis();
  config = new PublishedConfig({ redisUrl: server.url });
  await config.start();
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await config.stop();
  await server.stop();
});

async function connect(): Promise<Redis> {
  const redis = connectRedis(new Secret(server.url), () => undefined);
  connections.push(redis);
  await redis.connect();
  return redis;
}

/** What a route adds to a request, where that is one header. */
const sent = ({ table }: ConfigFollower) => {
  const match = table.collections.find("/demo/accounts");
  const route = match?.collection.tree?.find("/demo/accounts", match.offset)?.endpoint.methods.get("GET");
  return (route as ForwardRoute | undefined)?.requestHeaders.add;
};

it("a secret file that changes while a full snapshot is compiled is taken after it, and no route lacks either", async () => {
  const file = { value: "first" };
  const opener: SecretOpener = createSecretOpener(
    secretKey(Buffer.from(config.keys.SNAPSHOT_KEY, "base64")),
    config.deployment,
    () => undefined,
    () => {
      const read = new Secret(file.value);
      // It changes right behind the reader's back, once.
      if (changesOnRead) {
        changesOnRead = false;
        file.value = "second";
        follower.refreshFiles(new Set(["key"]));
        versionsAtRefresh.push(follower.table.version);
      }
      return read;
    },
  );
  let changesOnRead = false;
  const versionsAtRefresh: number[] = [];
  const swaps: { version: number; sent: readonly string[] | undefined }[] = [];
  const onProblem = () => undefined;
  const follower: ConfigFollower = createConfigFollower({
    ...{ group: "default", deployment: config.deployment, opener },
    ...{ redis: await connect(), subscriber: await connect() },
    verifier: createVerifier([parsePublicKey(config.keys.CONFIG_VERIFY_KEYS)]),
    sources: {
      keys: createKeySources({ fetch, onProblem }),
      revocation: createRevocationSources({ fetch, onProblem, onChange: onProblem }),
    },
    logger: createLogger({ service: "test", level: "error" }),
    onSwap: () => swaps.push({ version: follower.table.version, sent: sent(follower) }),
  });
  await follower.start();
  await follower.loaded;
  expect(swaps).toEqual([{ version: 0, sent: undefined }]);

  const collection = config.collection({ targetEndpoint: "http://upstream.test" });
  const proxy = config.proxy({ collectionId: collection.id });
  proxy.headers = [{ name: "X-Key", direction: "request", op: "set", value: { file: "key" } }];
  // Far ahead, so that it is a full snapshot that leads there.
  config.version = 5_000;
  config.nextDelta([config.put("collection", collection), config.put("proxy", proxy)]);
  await config.publishFull();
  changesOnRead = true;
  await config.publish(config.put("client", config.client()));
  await eventually("the version after the full snapshot", async () =>
    follower.table.version === config.version ? true : undefined,
  );
  await follower.stop();
  expect(versionsAtRefresh).toEqual([0]);
  expect(swaps).toEqual([
    { version: 0, sent: undefined },
    { version: 5_001, sent: ["X-Key", "first"] },
    { version: 5_001, sent: ["X-Key", "second"] },
    { version: 5_002, sent: ["X-Key", "second"] },
  ]);
});
