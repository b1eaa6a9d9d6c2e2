import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { type FakeUpstream, startUpstream } from "@zerq/test-kit/fake-upstream";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type GatewayProcess,
  readiness,
  startGatewayProcess,
  untilReady,
} from "../../test/gateway-process.ts";
import { identityOf, PublishedConfig, type TestCaller } from "../../test/published-config.ts";
import { eventually } from "../../test/started-gateway.ts";

let redis: Awaited<ReturnType<typeof freshRedis>>;
let config: PublishedConfig;
let upstream: FakeUpstream;
let gateway: GatewayProcess;
let caller: TestCaller;
let limited: TestCaller;
let release: () => void = () => undefined;

beforeAll(async () => {
  redis = await freshRedis();
  config = new PublishedConfig({ redisUrl: redis.url });
  upstream = await startUpstream((incoming, response) => {
    const answer = () => response.end("ok");
    if (incoming.url === "/v1/slow") release = answer;
    else answer();
  });
  await config.start();
  const policy = config.policy(100);
  const collection = config.collection({ targetEndpoint: upstream.url });
  const client = config.client({ collectionIds: [collection.id] });
  const limitedClient = config.client({ collectionIds: [collection.id], policyId: policy.id });
  const own = config.profile({ clientId: client.id });
  const ofLimited = config.profile({ clientId: limitedClient.id });
  caller = own.caller;
  limited = ofLimited.caller;
  await config.publish(
    config.put("policy", policy),
    config.put("collection", collection),
    config.put("proxy", config.proxy({ collectionId: collection.id })),
    config.put(
      "proxy",
      config.proxy({
        collectionId: collection.id,
        path: "/slow",
        handler: { kind: "forward", targetPath: "/v1/slow" },
      }),
    ),
    ...[client, limitedClient].map((entity) => config.put("client", entity)),
    ...[own.profile, ofLimited.profile].map((entity) => config.put("profile", entity)),
  );
  gateway = await startGatewayProcess(config, redis.url);
  await untilReady(gateway);
});
afterAll(async () => {
  await gateway.stop();
  await config.stop();
  await upstream.stop();
  await redis.stop();
});

/** One request on a connection of its own; 0 when the connection broke. */
function status(who: TestCaller, agent?: Agent): Promise<number> {
  return new Promise((resolve) => {
    const options = { headers: identityOf(who), agent: agent ?? new Agent({ keepAlive: false }) };
    const outgoing = request(`${gateway.url}/demo/accounts`, options, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
      answer.on("error", () => resolve(0));
    });
    outgoing.on("error", () => resolve(0));
    outgoing.end();
  });
}

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${gateway.operationsUrl}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(name) && !line.startsWith("#"));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
};

describe("two workers", () => {
  it("share the port, and the operations port adds them up", async () => {
    const before = await metric("zerq_gateway_requests_total");
    const agent = new Agent({ keepAlive: false });
    const statuses = await Promise.all(Array.from({ length: 60 }, () => status(caller, agent)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await eventually("the counts", async () =>
      (await metric("zerq_gateway_requests_total")) === before + 60 ? true : undefined,
    );
    expect(await metric("zerq_gateway_config_version")).toBe(config.version);
    expect(await metric("zerq_gateway_limiter_degraded")).toBe(0);
    expect(await (await fetch(`${gateway.operationsUrl}/healthz`)).json()).toEqual({ status: "ok" });
    const missing = await fetch(`${gateway.operationsUrl}/nothing`);
    expect([missing.status, ((await missing.json()) as { error: string }).error]).toEqual([
      404,
      "route_not_found",
    ]);
  });

  it("admit exactly 100 of 1,000 parallel requests against a limit of 100 a minute", async () => {
    const agent = new Agent({ keepAlive: false, maxSockets: 250 });
    const statuses = await Promise.all(Array.from({ length: 1_000 }, () => status(limited, agent)));
    const count = (wanted: number) => statuses.filter((found) => found === wanted).length;
    expect([count(200), count(429)]).toEqual([100, 900]);
  });

  it("are restarted when they are killed, and the others serve on", async () => {
    const [victim = 0, survivor = 0] = await gateway.workers();
    process.kill(victim, "SIGKILL");
    const statuses: number[] = [];
    await eventually("the new worker", async () => {
      statuses.push(await status(caller));
      const workers = await gateway.workers();
      return workers.length === 2 && !workers.includes(victim) ? true : undefined;
    });
    await untilReady(gateway);
    expect(await gateway.workers()).toContain(survivor);
    // A connection that was given to the killed one may break; no request gets a wrong answer.
    expect(statuses.filter((found) => found !== 200 && found !== 0)).toEqual([]);
    expect(await status(caller)).toBe(200);
  });

  it("say that they are not ready when one is missing", async () => {
    const [victim = 0] = await gateway.workers();
    process.kill(victim, "SIGKILL");
    const state = await eventually("not ready", async () => {
      const found = await readiness(gateway);
      return found.ready ? undefined : found;
    });
    expect(state).toEqual({ ready: false, reason: "1 of 2 workers have a verified snapshot" });
    await untilReady(gateway);
  });
});

describe("a gateway that can't start says why and exits with 1", () => {
  async function outcome(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const started = await startGatewayProcess(config, redis.url, env);
    return { code: await started.exited, output: started.output() };
  }

  it("when a port is taken: port and setting", async () => {
    const { code, output } = await outcome({ ZERQ_GATEWAY_PORT: String(gateway.port) });
    expect(code).toBe(1);
    expect(output).toContain(`port ${gateway.port} is taken; ZERQ_GATEWAY_PORT moves it`);
  });

  it("when Redis refuses", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    await new Promise((resolve) => silent.close(resolve));
    const { code, output } = await outcome({ REDIS_URL: `redis://127.0.0.1:${port}` });
    expect(code).toBe(1);
    expect(output).toContain(
      "REDIS_URL: nothing accepts connections at this address. Is Redis running there?",
    );
  });

  it("when settings are missing or wrong: all of them at once, and no key is printed", async () => {
    const { code, output } = await outcome({
      SNAPSHOT_KEY: "too-short-canary",
      CONFIG_VERIFY_KEYS: "canary",
      TRUSTED_PROXIES: "::ffff:0:0/0",
      CORS_ALLOW_ORIGINS: "null",
    });
    expect(code).toBe(1);
    for (const name of ["SNAPSHOT_KEY", "CONFIG_VERIFY_KEYS", "TRUSTED_PROXIES", "CORS_ALLOW_ORIGINS"]) {
      expect(output).toContain(name);
    }
    expect(output).not.toContain("canary");
  });
});

it("drains on SIGTERM: what is under way is answered, and then it is gone", async () => {
  const draining = await startGatewayProcess(config, redis.url, { GATEWAY_WORKERS: "1" });
  await untilReady(draining);
  const slow = fetch(`${draining.url}/demo/slow`, { headers: identityOf(caller) });
  await eventually("the request", async () =>
    upstream.requests.at(-1)?.url === "/v1/slow" ? true : undefined,
  );
  draining.kill("SIGTERM");
  await eventually("no more connections", async () =>
    fetch(`${draining.url}/healthz`).then(
      () => undefined,
      () => true,
    ),
  );
  expect((await readiness(draining)).ready).toBe(false);
  release();
  const answer = await slow;
  expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
  expect(answer.headers.get("connection")).toBe("close");
  expect(await draining.exited).toBe(0);
});
