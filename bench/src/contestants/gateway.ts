import { mkdirSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@zerq/dev-stack/free-port";
import { startRedis } from "@zerq/dev-stack/servers/redis";
import { startProcess } from "@zerq/dev-stack/servers/started-process";
import { identityOf, PublishedConfig, type TestCaller } from "../../../apps/gateway/test/published-config.ts";
import type { Contestant, Site } from "./contestant.ts";

const main = fileURLToPath(new URL("../../../apps/gateway/src/main.ts", import.meta.url));

/** Never reached: what is measured is a limit that is counted, not one that refuses. */
const LIMIT = 1_000_000_000;

/** The gateway as it is deployed, with one worker, its config signed and published over a Redis of its own. */
export const zerqGateway: Contestant = {
  name: "Zerq gateway",
  does: "token, allowlist, limit, credential, header rules, request log",
  missing: () => undefined,
  async start(site) {
    mkdirSync(join(site.directory, "redis"), { recursive: true });
    const redis = await startRedis({ directory: join(site.directory, "redis") });
    // Elsewhere it has a machine of its own: here it must not keep the load and the upstream waiting.
    setPriority(redis.pid, constants.priority.PRIORITY_LOW);
    const config = new PublishedConfig({ redisUrl: redis.url });
    await config.start();
    const caller = await publishEveryPolicy(config, site);
    const gateway = await startGateway(config, redis.url, site);
    return {
      pid: gateway.pid,
      url: `http://127.0.0.1:${site.port}/demo/accounts`,
      headers: identityOf(caller),
      version: `Node ${process.version}`,
      async stop() {
        await gateway.stop();
        await config.stop();
        await redis.stop();
      },
    };
  },
};

async function publishEveryPolicy(config: PublishedConfig, site: Site): Promise<TestCaller> {
  const target = `http://127.0.0.1:${site.upstreamPort}`;
  const policy = config.policy(LIMIT);
  const credential = config.apiKey("demo", {
    fields: { keyIn: "header", keyName: "X-Api-Key" },
    origins: [target],
  });
  const collection = config.collection({ targetEndpoint: target, credentialId: credential.id });
  const proxy = config.proxy({
    collectionId: collection.id,
    methods: ["GET", "POST"],
    streaming: site.streams ?? false,
  });
  proxy.headers = config.rules("proxy", proxy.id, [
    { name: "X-Static", direction: "request", op: "set", value: "from-config" },
    { name: "X-Powered-By", direction: "response", op: "remove" },
  ]);
  const client = config.client({ collectionIds: [collection.id], policyId: policy.id });
  const { profile, caller } = config.profile({
    clientId: client.id,
    allowedIps: ["127.0.0.0/8"],
    allowedMethods: ["GET", "POST"],
  });
  await config.publish(
    config.put("policy", policy),
    config.put("credential", credential),
    config.put("collection", collection),
    config.put("proxy", proxy),
    config.put("client", client),
    config.put("profile", profile),
  );
  return caller;
}

async function startGateway(config: PublishedConfig, redisUrl: string, site: Site) {
  const operationsPort = await freePort();
  const env = {
    PATH: process.env.PATH,
    REDIS_URL: redisUrl,
    SNAPSHOT_KEY: config.keys.SNAPSHOT_KEY,
    CONFIG_VERIFY_KEYS: config.keys.CONFIG_VERIFY_KEYS,
    GATEWAY_WORKERS: "1",
    EGRESS_ALLOW: `127.0.0.1:${site.upstreamPort}`,
    ZERQ_BIND_ADDRESS: "127.0.0.1",
    ZERQ_GATEWAY_PORT: String(site.port),
    ZERQ_GATEWAY_OPERATIONS_PORT: String(operationsPort),
    ...site.environment,
  };
  return startProcess(process.execPath, ["--conditions=zerq-source", main], { env }, () =>
    fetch(`http://127.0.0.1:${operationsPort}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    ),
  );
}
