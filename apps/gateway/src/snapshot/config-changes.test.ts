import { type KeyObject, randomBytes } from "node:crypto";
import { deriveKey } from "@zerq/crypto/derive";
import { randomId } from "@zerq/crypto/random";
import { sealValue } from "@zerq/crypto/sealed-value";
import { randomKey, secretKey } from "@zerq/crypto/secret-key";
import {
  deltaChannel,
  deltaKey,
  fullKey,
  gatewayReportsKey,
  headKey,
  versionKey,
} from "@zerq/plane-protocol/channels";
import { type GatewayReport, openReport } from "@zerq/plane-protocol/report";
import { testKeys } from "@zerq/test-kit/keys";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PublishedConfig } from "../../test/published-config.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const status = async (path = "/demo/accounts", caller = gateway.caller) =>
  (await gateway.call(path, {}, caller)).status;

async function report(): Promise<GatewayReport> {
  const key = deriveKey(secretKey(Buffer.from(gateway.config.keys.SNAPSHOT_KEY, "base64")), "reports");
  const sealed = await gateway.config.redis.hget(gatewayReportsKey, "test/0");
  return openReport(key, sealed ?? "");
}

describe("a change of the config", () => {
  it("is in force without waiting for the next poll", async () => {
    const { config, client, collection } = gateway;
    expect(await status()).toBe(200);
    const poorer = { ...client, collectionIds: [] };
    await config.publish(config.put("client", poorer));
    const before = performance.now();
    await eventually("the refusal", async () => ((await status()) === 403 ? true : undefined));
    expect(performance.now() - before).toBeLessThan(4_000);
    await gateway.publish(
      config.put("client", { ...poorer, collectionIds: [collection.id] } as { id: string }),
    );
    expect(await status()).toBe(200);
  });

  it("of a token kills the old one at once", async () => {
    const { config, client } = gateway;
    const first = config.profile({ clientId: client.id });
    await gateway.publish(config.put("profile", first.profile));
    expect(await status("/demo/accounts", first.caller)).toBe(200);
    const second = config.profile({ clientId: client.id, id: first.profile.id });
    await gateway.publish(config.put("profile", second.profile));
    expect(await status("/demo/accounts", first.caller)).toBe(401);
    expect(await status("/demo/accounts", second.caller)).toBe(200);
    await gateway.publish(config.remove("profile", first.profile.id));
    expect(await status("/demo/accounts", second.caller)).toBe(401);
  });

  it("moves, hides and removes routes", async () => {
    const { config, collection, accounts } = gateway;
    const moved = { ...accounts, path: "/moved" };
    await gateway.publish(config.put("proxy", moved));
    expect([await status(), await status("/demo/moved")]).toEqual([404, 200]);
    await gateway.publish(
      config.put("collection", { ...collection, basePath: "/other/base" } as { id: string }),
    );
    expect([await status("/demo/moved"), await status("/other/base/moved")]).toEqual([404, 200]);
    await gateway.publish(config.put("collection", { ...collection, status: "draft" } as { id: string }));
    expect([await status("/demo/moved"), await status("/other/base/moved")]).toEqual([404, 404]);
    await gateway.publish(
      config.put("collection", collection),
      config.put("proxy", { ...accounts, status: "draft" } as { id: string }),
    );
    expect(await status()).toBe(404);
    await gateway.publish(config.put("proxy", accounts));
    expect(await status()).toBe(200);
  });

  it("prefers the longest base path, at segment boundaries only", async () => {
    const { config, client, collection } = gateway;
    const inner = config.collection({ basePath: "/demo/inner", targetEndpoint: gateway.upstream.url });
    const proxy = config.proxy({
      collectionId: inner.id,
      path: "/files/a",
      handler: { kind: "forward", targetPath: "/inner" },
    });
    await gateway.publish(
      config.put("collection", inner),
      config.put("proxy", proxy),
      config.put("client", { ...client, collectionIds: [collection.id, inner.id] } as { id: string }),
    );
    const answer = await gateway.call("/demo/inner/files/a");
    expect(((await answer.json()) as { url: string }).url).toBe("/inner");
    expect(await status("/demo/innermost")).toBe(404);
    await gateway.publish(config.remove("proxy", proxy.id), config.remove("collection", inner.id));
  });

  it("is reported with its problems and missing names", async () => {
    const { config, collection } = gateway;
    const broken = config.proxy({
      collectionId: collection.id,
      path: "/broken",
      handler: { kind: "static" },
    });
    const env = config.proxy({
      collectionId: collection.id,
      path: "/env",
      headers: [{ name: "X-A", direction: "request", op: "set", value: { env: "MISSING_NAME" } }],
    });
    await gateway.publish(
      config.put("proxy", broken),
      config.put("proxy", env),
      config.put("novelty", { id: "x" }),
    );
    const current = await eventually("the report", async () => {
      const found = await report();
      return found.version === config.version ? found : undefined;
    });
    expect(current).toMatchObject({
      hash: config.hash,
      epoch: config.epoch,
      group: "default",
      limiterMode: "exact",
      missingEnv: ["MISSING_NAME"],
    });
    expect(current.problems.map(({ kind, id }) => [kind, id])).toEqual([
      ["novelty", "x"],
      ["proxy", broken.id],
    ]);
    expect(current.headAgeMs).toBeGreaterThanOrEqual(0);
    await gateway.publish(
      config.remove("proxy", broken.id),
      config.remove("proxy", env.id),
      config.remove("novelty", "x"),
    );
    await eventually("no problems", async () => ((await report()).problems.length === 0 ? true : undefined));
  });
});

describe("config that can't be trusted changes nothing (threat 17)", () => {
  /** What an attacker with full access to Redis would publish: everybody's collections for nobody's token. */
  async function inject(text: string, version: number): Promise<void> {
    const { redis, audience } = gateway.config;
    await redis
      .multi()
      .hset(deltaKey(audience), String(version), text)
      .set(versionKey(audience), String(version))
      .publish(deltaChannel(audience), text)
      .exec();
  }

  async function restore(version: number): Promise<void> {
    const { redis, audience } = gateway.config;
    await redis
      .multi()
      .hdel(deltaKey(audience), String(version))
      .set(versionKey(audience), String(gateway.config.version))
      .exec();
  }

  it("when it is signed by a key that isn't ours", async () => {
    const forger = new PublishedConfig({ redisUrl: gateway.redis.url, keys: testKeys() });
    const { version, hash } = gateway.config;
    Object.assign(forger, { version, hash });
    const forged = forger.nextDelta([forger.remove("profile", gateway.profile.id)]);
    await inject(forged, version + 1);
    await eventually("the report of it", async () =>
      (await report()).lastError?.includes("bad-signature") ? true : undefined,
    );
    expect([await status(), (await report()).version]).toEqual([200, version]);
    await restore(version + 1);
    await forger.stop();
  });

  it("when it is sealed under a SNAPSHOT_KEY that this gateway doesn't hold, and is in force once it is sealed anew", async () => {
    const { config, client } = gateway;
    const id = randomId();
    const pepper = (key: KeyObject) => {
      const sealed = sealValue(key, randomBytes(32), ["snapshot", config.deployment, "pepper", id, "key"]);
      return config.put("pepper", { id, key: { sealed } } as { id: string });
    };
    const before = config.version;
    await config.publish(
      pepper(randomKey()),
      config.put("client", { ...client, active: false } as { id: string }),
    );
    await eventually("the report of it", async () =>
      (await report()).lastError?.includes("sealed under a SNAPSHOT_KEY") ? true : undefined,
    );
    expect([await status(), (await report()).version]).toEqual([200, before]);
    await gateway.publish(pepper(secretKey(Buffer.from(config.keys.SNAPSHOT_KEY, "base64"))));
    expect(await status()).toBe(403);
    await gateway.publish(config.put("client", client));
    expect([await status(), (await report()).version]).toEqual([200, config.version]);
  });

  it("when it is an old delta, a delta of another history, or one of another deployment", async () => {
    const { config } = gateway;
    const before = config.version;
    const old = (await config.redis.hget(deltaKey(config.audience), "1")) ?? "";
    await config.redis.publish(deltaChannel(config.audience), old);
    for (const strange of [
      { hash: "another" },
      { deployment: "other" },
      { audience: "gateway:other" as const },
    ]) {
      const other = new PublishedConfig({ redisUrl: gateway.redis.url, keys: config.keys });
      Object.assign(other, { version: config.version, hash: config.hash, epoch: config.epoch }, strange);
      const text = other.nextDelta([other.remove("profile", gateway.profile.id)]);
      await config.redis.publish(deltaChannel(config.audience), text);
      await other.stop();
    }
    // What comes after them on the same channel shows that they have been looked at.
    await gateway.publish(config.put("client", gateway.client));
    expect([await status(), config.version]).toEqual([200, before + 1]);
  });

  it("when Redis is emptied: what is in force stays in force, and goes on from where it was", async () => {
    const { config } = gateway;
    await config.redis.flushall();
    expect(await status()).toBe(200);
    await config.publishFull();
    await gateway.publish(config.put("client", { ...gateway.client, active: false } as { id: string }));
    expect(await status()).toBe(403);
    await gateway.publish(config.put("client", gateway.client));
  });

  it("catches up on what was lost on the way", async () => {
    const { config } = gateway;
    const { redis, audience } = config;
    // Version N is stored but never published; N+1 is.
    const lost = config.nextDelta([
      config.put("client", { ...gateway.client, active: false } as { id: string }),
    ]);
    await redis.hset(deltaKey(audience), String(config.version), lost);
    await gateway.publish(config.put("settings", { id: "settings", deniedIps: [] } as { id: string }));
    expect(await status()).toBe(403);
    await gateway.publish(config.put("client", gateway.client));
    expect(await redis.exists(fullKey(audience), headKey(audience))).toBe(2);
  });
});

it("takes itself off the list of live gateways when it stops", async () => {
  const other = await startTestGateway();
  await eventually("its report", async () =>
    (await other.config.redis.hexists(gatewayReportsKey, "test/0")) === 1 ? true : undefined,
  );
  await other.stopGateway();
  expect(await other.config.redis.hexists(gatewayReportsKey, "test/0")).toBe(0);
  await other.config.stop();
  await other.upstream.stop();
  await other.redis.stop();
});
