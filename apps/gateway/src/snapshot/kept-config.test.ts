import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSigningKeys } from "@zerq/crypto/signing";
import { type FakeUpstream, startUpstream } from "@zerq/test-kit/fake-upstream";
import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type GatewayProcess,
  readiness,
  startGatewayProcess,
  untilReady,
} from "../../test/gateway-process.ts";
import { identityOf, PublishedConfig, type TestCaller } from "../../test/published-config.ts";
import { eventually } from "../../test/started-gateway.ts";

let directory: string;
let redis: FreshRedis;
let config: PublishedConfig;
let upstream: FakeUpstream;
const callers: Record<"usual" | "revoked" | "closed", TestCaller> = {} as never;
let revoked: { id: string };
let gateway: GatewayProcess | undefined;

/** A gateway that has kept the config, is stopped, and finds Redis gone when it starts again. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "zerq-kept-"));
  redis = await freshRedis();
  config = new PublishedConfig({ redisUrl: redis.url });
  config.redis.on("error", () => undefined);
  upstream = await startUpstream();
  await config.start();
  const policy = config.policy(100, { onLimiterFailure: "closed" });
  const collection = config.collection({ targetEndpoint: upstream.url });
  const client = config.client({ collectionIds: [collection.id] });
  const limited = config.client({ collectionIds: [collection.id], policyId: policy.id });
  const profiles = [client, client, limited].map(({ id }) => config.profile({ clientId: id }));
  const [usual, other, closed] = profiles as [never, never, never] as (typeof profiles)[number][];
  if (usual === undefined || other === undefined || closed === undefined) throw new Error("no profiles");
  Object.assign(callers, { usual: usual.caller, revoked: other.caller, closed: closed.caller });
  revoked = other.profile;
  await config.publish(
    config.put("policy", policy),
    config.put("collection", collection),
    config.put("proxy", config.proxy({ collectionId: collection.id })),
    ...[client, limited].map((entity) => config.put("client", entity)),
    ...profiles.map(({ profile }) => config.put("profile", profile)),
  );
  await start();
  await untilReady(running());
  await gateway?.stop();
  await redis.crash();
}, 120_000);
afterEach(() => gateway?.stop());
afterAll(async () => {
  config.redis.disconnect();
  await upstream.stop();
  await redis.stop().catch(() => undefined);
  rmSync(directory, { recursive: true, force: true });
});

const path = () => join(directory, "config");
const running = (): GatewayProcess => {
  if (gateway === undefined) throw new Error("no gateway runs");
  return gateway;
};
async function start(env: Record<string, string> = {}): Promise<void> {
  gateway = await startGatewayProcess(config, redis.url, {
    GATEWAY_SNAPSHOT_FILE: path(),
    GATEWAY_WORKERS: "1",
    ...env,
  });
}
async function status(caller: TestCaller): Promise<number> {
  const answer = await fetch(`${running().url}/demo/accounts`, { headers: identityOf(caller) });
  await answer.arrayBuffer();
  return answer.status;
}
/** The one reason that the log gives for what was not taken from the file. */
async function refusal(): Promise<string> {
  return eventually(
    "the reason in the log",
    async () =>
      /kept config: it was altered|kept config: malformed|bad-signature|wrong-/.exec(running().output())?.[0],
  );
}

describe("a start without Redis, management and MongoDB", () => {
  it("serves what was kept, enforces its limits as their policies say, and says so", async () => {
    await start();
    await untilReady(running());
    expect(await status(callers.usual)).toBe(200);
    expect(await status(callers.revoked)).toBe(200);
    expect(await status({ ...callers.usual, token: callers.revoked.token })).toBe(401);
    expect(await status(callers.closed)).toBe(503);
    expect(running().output()).toMatch(
      /Redis can't be used; the gateway starts with the config that it has kept/,
    );
    expect(running().output()).toMatch(/the config that was kept is in force until Redis is read/);
  });

  it("takes nothing from a file that was altered", async () => {
    const kept = readFileSync(path());
    const altered = Buffer.from(kept);
    altered[kept.length - 40] = (altered[kept.length - 40] ?? 0) ^ 1;
    writeFileSync(path(), altered);
    await start();
    expect(await refusal()).toMatch(/altered/);
    expect((await readiness(running())).ready).toBe(false);
    await expect(status(callers.usual)).rejects.toThrow();
    writeFileSync(path(), kept);
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    ["of another deployment", () => ({ ZERQ_DEPLOYMENT_ID: "other" }), /altered/],
    ["of another group", () => ({ GATEWAY_GROUP: "dmz" }), /altered/],
    ["under another SNAPSHOT_KEY", () => ({ SNAPSHOT_KEY: randomBytes(32).toString("base64") }), /altered/],
    [
      "that a key has signed which counts no more",
      () => ({ CONFIG_VERIFY_KEYS: generateSigningKeys().publicKey }),
      /bad-signature/,
    ],
  ])("takes nothing from a file %s", async (_what, env, reason) => {
    await start(env());
    expect(await refusal()).toMatch(reason);
    expect((await readiness(running())).ready).toBe(false);
  });

  it("says what to do when nothing was kept", async () => {
    await start({ GATEWAY_SNAPSHOT_FILE: join(directory, "nothing") });
    expect(await running().exited).not.toBe(0);
    expect(running().output()).toMatch(/REDIS_URL: nothing accepts connections/);
  });
});

describe("when Redis is back", () => {
  it("what was revoked meanwhile ends, and is kept for the next start", async () => {
    await start();
    await untilReady(running());
    expect(await status(callers.revoked)).toBe(200);
    await redis.restart("kept");
    await eventually("the publisher's connection", async () =>
      config.redis.status === "ready" ? true : undefined,
    );
    await config.publish(config.remove("profile", revoked.id));
    await eventually("the end of the revoked profile", async () =>
      (await status(callers.revoked)) === 401 ? true : undefined,
    );
    expect(await status(callers.usual)).toBe(200);
    const size = readFileSync(path()).length;
    await running().stop();
    await redis.crash();
    await start();
    await untilReady(running());
    expect(readFileSync(path()).length).toBeGreaterThanOrEqual(size);
    expect([await status(callers.usual), await status(callers.revoked)]).toEqual([200, 401]);
  });
});
