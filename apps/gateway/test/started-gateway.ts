import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { loadSettings } from "@zerq/env/settings";
import { createLogger, type Logger } from "@zerq/logging/logger";
import { requestLogStream } from "@zerq/plane-protocol/channels";
import { incarnationKey } from "@zerq/plane-protocol/limit-keys";
import { openBatch, type RequestLogEntry } from "@zerq/plane-protocol/request-log";
import { type FakeUpstream, startUpstream } from "@zerq/test-kit/fake-upstream";
import { freshRedis } from "@zerq/test-kit/stores";
import { gatewaySettings } from "../src/env.ts";
import { startGateway } from "../src/gateway.ts";
import { identityOf, PublishedConfig, type TestCaller } from "./published-config.ts";

export type TestGatewayOptions = {
  settings?: Record<string, string>;
  upstream?: FakeUpstream;
  logger?: Logger;
};

export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>;

/**
 * A serving gateway in this process with a Redis, a config chain and an upstream of its own. Published are: the collection
 * `/demo` with `GET|POST /accounts`, `GET|PUT /items/{id}` and `GET /files/*`, and one client that may call it.
 */
export async function startTestGateway(options: TestGatewayOptions = {}) {
  const redis = await freshRedis();
  const config = new PublishedConfig({ redisUrl: redis.url });
  await config.start();
  const upstream = options.upstream ?? (await startUpstream());
  const demo = publishedDemo(config, upstream.url);
  await config.publish(...demo.changes);
  const settings = loadSettings(gatewaySettings, {
    ...config.keys,
    REDIS_URL: redis.url,
    ZERQ_BIND_ADDRESS: "127.0.0.1",
    EGRESS_ALLOW: "127.0.0.1:*,localhost:*",
    GATEWAY_LOG_INTERVAL: "10ms",
    // Many tests fail on purpose, from one address: what is throttled has a test of its own.
    GATEWAY_AUTH_FAILURES: "0",
    ...options.settings,
  });
  const logger = options.logger ?? createLogger({ service: "test", level: "error" });
  const identity = { instanceId: "test", workerId: "test/0" };
  const gateway = await startGateway(
    { ...settings, ZERQ_GATEWAY_PORT: 0, ZERQ_GATEWAY_TLS_PORT: 0 },
    identity,
    logger,
  );
  const url = `http://127.0.0.1:${gateway.port}`;
  const logKey = deriveKey(secretKey(Buffer.from(config.keys.SNAPSHOT_KEY, "base64")), "logs");

  /** Every log entry so far. */
  async function entries(): Promise<RequestLogEntry[]> {
    const messages = await config.redis.xrange(requestLogStream, "-", "+");
    return messages.flatMap(([, fields]) => openBatch(logKey, fields[1] ?? "").entries);
  }

  return {
    ...demo,
    url,
    port: gateway.port ?? 0,
    tlsPort: gateway.tlsPort,
    registry: gateway.registry,
    config,
    redis,
    upstream,
    entries,
    /** Says that every checkpoint of quotas is in this Redis, as management does. */
    async grantQuotas(): Promise<void> {
      const id = await eventually("an incarnation", async () => {
        const [id, open] = await config.redis.hmget(incarnationKey(0), "id", "open");
        return open === "1" ? (id ?? undefined) : undefined;
      });
      await config.redis.hset(incarnationKey(0), "seeded", id);
    },
    /** Sends a request as the demo's caller. */
    call: (path: string, init: RequestInit = {}, caller: TestCaller = demo.caller) =>
      fetch(url + path, { ...init, headers: { ...identityOf(caller), ...(init.headers as object) } }),
    /** The one entry that the request with this id left. */
    async entryOf(requestId: string | null): Promise<RequestLogEntry> {
      return eventually(`the entry of ${requestId}`, async () =>
        (await entries()).find((entry) => entry.requestId === requestId),
      );
    },
    /** Publishes changes and waits until they are in force. */
    async publish(...changes: Parameters<PublishedConfig["publish"]>): Promise<void> {
      const version = await config.publish(...changes);
      await eventually(`version ${version}`, async () =>
        (await configVersion(gateway.registry)) === version ? true : undefined,
      );
    },
    stopGateway: () => gateway.stop(),
    async stop() {
      await gateway.stop();
      await config.stop();
      await upstream.stop();
      await redis.stop();
    },
  };
}

async function configVersion(
  registry: Awaited<ReturnType<typeof startGateway>>["registry"],
): Promise<number> {
  const [gauge] = (await registry.getMetricsAsJSON()).filter(
    ({ name }) => name === "zerq_gateway_config_version",
  );
  return (gauge?.values[0] as { value: number } | undefined)?.value ?? -1;
}

function publishedDemo(config: PublishedConfig, upstreamUrl: string) {
  const collection = config.collection({ targetEndpoint: upstreamUrl });
  const proxy = (path: string, targetPath: string, methods: string[]) =>
    config.proxy({ collectionId: collection.id, path, methods, handler: { kind: "forward", targetPath } });
  const accounts = proxy("/accounts", "/v1/accounts", ["GET", "POST"]);
  const items = proxy("/items/{id}", "/v1/things/{id}", ["GET", "PUT"]);
  const files = proxy("/files/*", "/static/*", ["GET"]);
  const client = config.client({ collectionIds: [collection.id] });
  const { profile, caller } = config.profile({ clientId: client.id });
  const changes = [
    config.put("collection", collection),
    ...[accounts, items, files].map((entity) => config.put("proxy", entity)),
    config.put("client", client),
    config.put("profile", profile),
  ];
  return { collection, accounts, items, files, client, profile, caller, changes };
}

/** Polls until `probe` gives something. Only a test that fails waits for as long as `patienceMs`. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  patienceMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
