import { createLogger } from "@zerq/logging/logger";
import { Secret } from "@zerq/logging/secret";
import { incarnationKey, quotaIndexKey, quotaKey } from "@zerq/plane-protocol/limit-keys";
import { connectRedis, type Redis } from "@zerq/service/redis";
import { type FreshRedis, freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { prepareCollections } from "../database/prepare-collections.ts";
import { type QuotaCheckpoint, quotaCheckpointModel } from "./quota-checkpoint.model.ts";
import { createQuotaKeeper, type QuotaKeeper } from "./quota-keeper.ts";

const logger = createLogger({ service: "test", level: "error" });
const ENDS = Date.now() + 3_600_000;

let server: FreshRedis;
let connection: Connection;
let redis: Redis;
let keeper: QuotaKeeper;

beforeAll(async () => {
  server = await freshRedis();
  connection = await connectDatabase(new Secret(freshDatabase()));
  await prepareCollections(connection);
  redis = connectRedis(new Secret(server.url), () => undefined);
  await redis.connect();
});
afterAll(async () => {
  redis.disconnect();
  await connection.close();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  await quotaCheckpointModel(connection).deleteMany({});
  keeper = createQuotaKeeper({ connection, redis, logger });
});

const begin = (id: string) => redis.hset(incarnationKey(0), "id", id);

/** What gateways leave in Redis. */
async function count(name: string, charges: Record<string, number>, ends = ENDS): Promise<void> {
  const total = Object.values(charges).reduce((sum, charge) => sum + charge, 0);
  const workers = Object.entries(charges).flatMap(([worker, charge]) => [`w:${worker}`, charge]);
  await redis.hset(quotaKey(0, name), "ends", ends, "total", total, ...workers);
  await redis.zadd(quotaIndexKey(0), Date.now(), name);
}

const stored = async (name: string) =>
  (await quotaCheckpointModel(connection).find({ name }).lean<QuotaCheckpoint[]>()).map(
    ({ charges }) => charges,
  );

describe("a checkpoint", () => {
  it("is one document for each quota and window, with the most of each worker", async () => {
    await count("1d:a", { one: 5, two: 7 });
    expect(await keeper.checkpoint()).toBe(1);
    await count("1d:a", { one: 3, two: 9, three: 1 });
    await keeper.checkpoint();
    expect(await stored("1d:a")).toEqual([{ one: 5, two: 9, three: 1 }]);
    await redis.del(quotaKey(0, "1d:a"));
    await count("1d:a", { one: 2 }, ENDS + 86_400_000);
    await keeper.checkpoint();
    expect(await stored("1d:a")).toHaveLength(2);
  });

  it("reads only what has changed since the last one", async () => {
    await begin("i1");
    for (const name of ["1d:a", "1d:b", "1d:c"]) await count(name, { one: 5 });
    const start = Date.now() - 60_000;
    await redis.zadd(quotaIndexKey(0), start, "1d:a", start + 1, "1d:b", start + 2, "1d:c");
    expect(await keeper.checkpoint()).toBe(3);
    // The newest again: another one may have changed in the same millisecond.
    expect(await keeper.checkpoint()).toBe(1);
    await redis.zadd(quotaIndexKey(0), start + 3, "1d:a");
    expect(await keeper.checkpoint()).toBe(2);
    // Another Redis may have a clock that is behind.
    await begin("i2");
    expect(await keeper.checkpoint()).toBe(3);
  });

  it("may be written by several instances at once", async () => {
    await count("1d:a", { one: 5 });
    const other = createQuotaKeeper({ connection, redis, logger });
    await Promise.all([keeper.checkpoint(), other.checkpoint(), keeper.checkpoint(), other.checkpoint()]);
    expect(await stored("1d:a")).toEqual([{ one: 5 }]);
  });

  it("takes nothing that is no charge of a worker", async () => {
    await count("1d:a", { one: 5 });
    await redis.hset(quotaKey(0, "1d:a"), "w:$where", 7, "w:a.b", 8, "w:two", "many");
    await keeper.checkpoint();
    expect(await stored("1d:a")).toEqual([{ one: 5 }]);
  });

  it("goes when its window is over", async () => {
    const indexes = await quotaCheckpointModel(connection).collection.indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ expireAfterSeconds: 0 }));
    await count("1d:a", { one: 5 });
    await keeper.checkpoint();
    const document = await quotaCheckpointModel(connection).findOne().lean<QuotaCheckpoint>();
    expect(document?.expiresAt.getTime()).toBe(ENDS + 3_600_000);
  });
});

describe("a Redis that has lost its data", () => {
  it("gets the counts back before it is said that it has them", async () => {
    await begin("i1");
    await count("1d:a", { one: 5, two: 7 });
    await count("30d:b", { one: 2 });
    await keeper.checkpoint();
    await redis.flushall();
    await begin("i2");
    expect(await keeper.putBackLost()).toBe(2);
    expect(await redis.hgetall(quotaKey(0, "1d:a"))).toEqual({
      ends: String(ENDS),
      total: "12",
      "w:one": "5",
      "w:two": "7",
    });
    expect(await redis.hget(incarnationKey(0), "seeded")).toBe("i2");
    expect(await redis.pttl(quotaKey(0, "1d:a"))).toBeGreaterThan(3_600_000);
    // They are a part of the next checkpoint, since a worker may have died.
    expect(await keeper.checkpoint()).toBe(2);
  });

  it("keeps of each worker what is more, be it what the worker has said meanwhile", async () => {
    await begin("i1");
    await count("1d:a", { one: 5, two: 7 });
    await keeper.checkpoint();
    await begin("i2");
    await redis.del(quotaKey(0, "1d:a"));
    await count("1d:a", { one: 6, two: 3 });
    await keeper.putBackLost();
    expect(await redis.hgetall(quotaKey(0, "1d:a"))).toMatchObject({
      total: "13",
      "w:one": "6",
      "w:two": "7",
    });
  });

  it("gets nothing of a window that is over, or that it has left behind", async () => {
    await begin("i1");
    await count("1d:over", { one: 5 }, Date.now() - 1);
    await count("1d:left", { one: 5 });
    await keeper.checkpoint();
    await redis.flushall();
    await begin("i2");
    await count("1d:left", { two: 1 }, ENDS + 86_400_000);
    await keeper.putBackLost();
    expect(await redis.exists(quotaKey(0, "1d:over"))).toBe(0);
    expect(await redis.hgetall(quotaKey(0, "1d:left"))).toMatchObject({ total: "1", "w:two": "1" });
  });

  it("is told once, and not before it has an incarnation", async () => {
    expect(await keeper.putBackLost()).toBeUndefined();
    await begin("i1");
    expect(await keeper.putBackLost()).toBe(0);
    expect(await keeper.putBackLost()).toBeUndefined();
  });
});
