import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@zerq/dev-stack/free-port";
import { startMongo } from "@zerq/dev-stack/servers/mongo";
import { CONSOLE_SECRET, startTestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { testKeys } from "@zerq/test-kit/keys";
import { freshRedis } from "@zerq/test-kit/stores";
import {
  type GatewayProcess,
  startGatewayProcess,
  untilReady,
} from "../../../apps/gateway/test/gateway-process.ts";
import { startServiceProcess } from "../../../apps/management/test/service-process.ts";
import { probedEnvironment } from "../watch-heap.ts";
import { ManagementApi } from "./management-api.ts";
import { startSoakUpstream } from "./upstream.ts";

export type Stack = Awaited<ReturnType<typeof startStack>>;

/**
 * Management, MongoDB protocol server, Redis, identity provider and gateways with two workers, each a process of its own.
 * @param gatewayCount at least one
 */
export async function startStack(gatewayCount = 1) {
  const directory = mkdtempSync(join(tmpdir(), "zerq-soak-"));
  const probes = join(directory, "probe");
  mkdirSync(probes);
  const [api, internal, operations] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${api}`;
  const [mongo, redis, identity, upstream] = await Promise.all([
    startMongo({ directory: join(directory, "mongo") }),
    freshRedis(),
    startTestIdentityProvider(url),
    startSoakUpstream(),
  ]);
  const { CONFIG_VERIFY_KEYS, ...keys } = testKeys();
  const management = startServiceProcess({
    ...keys,
    ...probedEnvironment(probes),
    ZERQ_BIND_ADDRESS: "127.0.0.1",
    LOG_LEVEL: "error",
    ZERQ_MANAGEMENT_PORT: String(api),
    ZERQ_MANAGEMENT_INTERNAL_PORT: String(internal),
    ZERQ_MANAGEMENT_OPERATIONS_PORT: String(operations),
    MANAGEMENT_BASE_URL: url,
    MONGODB_URI: mongo.uri,
    REDIS_URL: redis.url,
    OIDC_ISSUER: identity.issuer,
    OIDC_CLIENT_SECRET: CONSOLE_SECRET,
    EGRESS_ALLOW: "127.0.0.0/8:*",
  });
  const startOne = () => startSoakGateway({ ...keys, CONFIG_VERIFY_KEYS }, redis.url, probes);
  const gateway = await startOne();
  const gateways = [gateway];
  while (gateways.length < gatewayCount) gateways.push(await startOne());
  return {
    /** A wait of its own, so that what was started can be stopped when it fails. */
    async ready() {
      await untilManagementIsReady(`http://127.0.0.1:${operations}/readyz`, management.output);
      await Promise.all(gateways.map(untilReady));
    },
    gateway,
    gateways,
    redis,
    upstream,
    probes,
    managementPid: management.child.pid ?? 0,
    managementOutput: management.output,
    manage: new ManagementApi(`${url}/api/v1`, () => identity.token("modifier")),
    async stop() {
      await Promise.all(gateways.map((each) => each.stop()));
      management.child.kill("SIGTERM");
      await management.exited;
      await Promise.all([identity.stop(), upstream.stop(), redis.stop(), mongo.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function startSoakGateway(
  keys: ReturnType<typeof testKeys>,
  redisUrl: string,
  probes: string,
): Promise<GatewayProcess> {
  return startGatewayProcess({ keys }, redisUrl, {
    ...probedEnvironment(probes),
    GATEWAY_WORKERS: "2",
    LOG_LEVEL: "warn",
    // The invalid ones all come from one address; what is throttled has tests of its own.
    GATEWAY_AUTH_FAILURES: "0",
    // Longer than a busy machine stalls: an upstream that is late by itself has a timeout of its own.
    GATEWAY_UPSTREAM_HEADERS_TIMEOUT: "20s",
  });
}

async function untilManagementIsReady(url: string, output: () => string): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; ) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    if (Date.now() > deadline) throw new Error(`management is not ready:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
