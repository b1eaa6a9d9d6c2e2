import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startUpstream } from "@zerq/test-kit/fake-upstream";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterAll, expect, it } from "vitest";
import { buildGateway } from "../test/built-gateway.ts";
import { startGatewayProcess, untilReady } from "../test/gateway-process.ts";
import { identityOf, PublishedConfig } from "../test/published-config.ts";

const directory = mkdtempSync(join(tmpdir(), "zerq-built-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("the gateway as it is built serves without its sources, and keeps its compiled code for the next start", async () => {
  const main = await buildGateway(directory);
  const [redis, upstream] = await Promise.all([freshRedis(), startUpstream()]);
  const config = new PublishedConfig({ redisUrl: redis.url });
  await config.start();
  const collection = config.collection({ targetEndpoint: upstream.url });
  const client = config.client({ collectionIds: [collection.id] });
  const { profile, caller } = config.profile({ clientId: client.id });
  const requestSchema = JSON.stringify({ type: "object", properties: { at: { format: "date-time" } } });
  const proxy = config.proxy({ collectionId: collection.id, methods: ["GET", "POST"], requestSchema });
  await config.publish(
    ...[config.put("collection", collection), config.put("proxy", proxy)],
    ...[config.put("client", client), config.put("profile", profile)],
  );
  const gateway = await startGatewayProcess(config, redis.url, { GATEWAY_WORKERS: "1" }, main);
  try {
    await untilReady(gateway);
    const url = `${gateway.url}/demo/accounts`;
    const headers = { ...identityOf(caller), "content-type": "application/json" };
    const post = (at: string) => fetch(url, { method: "POST", headers, body: JSON.stringify({ at }) });
    const statuses = [fetch(url, { headers }), fetch(url), post("2026-01-01T00:00:00Z"), post("yesterday")];
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 401, 200, 400]);
    expect(await (await fetch(`${gateway.operationsUrl}/metrics`)).text()).toMatch(
      /zerq_gateway_requests_total/,
    );
  } finally {
    await gateway.stop();
    await config.stop();
    await upstream.stop();
    await redis.stop();
  }
  const cache = join(dirname(dirname(main)), ".compile-cache");
  expect(existsSync(cache) && readdirSync(cache, { recursive: true }).length).toBeGreaterThan(3);
});
