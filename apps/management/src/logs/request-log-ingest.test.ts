import { deriveKey } from "@zerq/crypto/derive";
import { randomId } from "@zerq/crypto/random";
import { randomKey } from "@zerq/crypto/secret-key";
import { Secret } from "@zerq/logging/secret";
import { requestLogStream } from "@zerq/plane-protocol/channels";
import { type RequestLogEntry, sealBatch } from "@zerq/plane-protocol/request-log";
import type { Redis } from "@zerq/service/redis";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { startCuttingProxy } from "../../test/data-paths/cutting-proxy.ts";
import { openTestRedis, quietLogger } from "../../test/data-paths/instance.ts";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { prepareCollections } from "../database/prepare-collections.ts";
import { requestLogModel } from "./request-log.model.ts";
import { createRequestLogIngest, type RequestLogIngest } from "./request-log-ingest.ts";

const key = deriveKey(randomKey(), "logs");
const uri = freshDatabase();
let server: Awaited<ReturnType<typeof freshRedis>>;
let redis: Redis;
let connection: Connection;
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await freshRedis();
  redis = await openTestRedis(server.url);
  connection = await connectDatabase(new Secret(uri));
  await prepareCollections(connection);
  return async () => {
    redis.disconnect();
    await connection.close();
    await server.stop();
  };
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
  await redis.flushall();
  await requestLogModel(connection).deleteMany({});
});

async function startIngest(own: Connection = connection): Promise<RequestLogIngest> {
  const blocking = await openTestRedis(server.url);
  const ingest = createRequestLogIngest({
    connection: own,
    redis,
    blocking,
    keys: key,
    logger: quietLogger(),
  });
  ingest.start();
  closers.push(() => ingest.stop());
  return ingest;
}

function entry(overrides: Partial<RequestLogEntry> = {}): RequestLogEntry {
  return {
    id: randomId(),
    requestId: "r",
    time: Date.now(),
    method: "GET",
    path: "/a",
    route: null,
    upstream: null,
    status: 200,
    error: null,
    deny: null,
    latencyMs: 1.5,
    upstreamMs: null,
    bytesIn: 0,
    bytesOut: 0,
    clientId: null,
    profileId: null,
    collectionId: null,
    proxyId: null,
    ip: "10.0.0.1",
    userAgent: "",
    gateway: "g1",
    ...overrides,
  };
}
const add = (text: string) => redis.xadd(requestLogStream, "*", "b", text);
const batch = (entries: RequestLogEntry[], dropped = 0, by = key) =>
  add(sealBatch(by, { instanceId: "g1/1", dropped, entries }));
const stored = () => requestLogModel(connection).countDocuments();
const pending = async () => ((await redis.xpending(requestLogStream, "management")) as unknown[])[0];

describe("request logs", () => {
  it("go from the stream into the database and off the stream, whatever came before the first reader", async () => {
    const first = entry({
      time: 1_900_000_000_000 - 1_000_000_000_000,
      status: 404,
      error: "route_not_found",
    });
    await batch([first, entry()]);
    const ingest = await startIngest();
    await batch([entry()], 7);
    await expect.poll(stored).toBe(3);
    await expect.poll(() => redis.xlen(requestLogStream)).toBe(0);
    expect(await pending()).toBe(0);
    expect(ingest.status()).toMatchObject({
      written: 3,
      duplicates: 0,
      refusedBatches: 0,
      droppedByGateways: 7,
    });
    const { id, time, ...rest } = first;
    expect(await requestLogModel(connection).findOne({ _id: id }).lean()).toEqual({
      _id: id,
      time: new Date(time),
      ...rest,
    });
  });

  it("that come twice are there once", async () => {
    const twice = [entry(), entry()];
    const ingest = await startIngest();
    await batch(twice);
    await batch([...twice, entry()]);
    await batch(twice);
    await expect.poll(() => ingest.status()).toMatchObject({ written: 3, duplicates: 4 });
    expect(await stored()).toBe(3);
  });

  it("are shared by several instances, each batch read by one", async () => {
    const ingests = [await startIngest(), await startIngest(), await startIngest()];
    for (let n = 0; n < 60; n += 1) await batch([entry(), entry()]);
    await expect.poll(stored).toBe(120);
    const counts = ingests.map((ingest) => ingest.status());
    expect(counts.reduce((sum, { written }) => sum + written, 0)).toBe(120);
    expect(counts.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(0);
  });

  it("that are forged, malformed or from another key are refused, counted and not read again", async () => {
    const ingest = await startIngest();
    await batch([entry()], 0, deriveKey(randomKey(), "logs"));
    await add(sealBatch(key, { instanceId: "g1", dropped: 0, entries: [entry({ status: -1 })] }));
    await add("{}");
    await redis.xadd(requestLogStream, "*", "other", "field");
    await batch([entry()]);
    await expect.poll(() => ingest.status()).toMatchObject({ written: 1, refusedBatches: 4 });
    await expect.poll(() => redis.xlen(requestLogStream)).toBe(0);
    expect(await stored()).toBe(1);
  });

  it("from a clock far ahead are stored as of now, where retention can reach them", async () => {
    await startIngest();
    await batch([entry({ time: Number.MAX_SAFE_INTEGER })]);
    await expect.poll(stored).toBe(1);
    const [found] = await requestLogModel(connection).find().lean();
    expect(Math.abs((found?.time.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
  });

  it("wait while the database is away, and are neither lost nor doubled", async () => {
    const direct = new URL(uri);
    const proxy = await startCuttingProxy(Number(direct.port));
    direct.port = String(proxy.port);
    const flaky = await connectDatabase(new Secret(direct.href));
    closers.push(async () => {
      await flaky.close();
      await proxy.stop();
    });
    const ingest = await startIngest(flaky);
    // The reply to the insertion is lost, and so is the driver's own repetition: the same batch is written once more.
    proxy.cutAt("request_logs", "reply", 2);
    await batch([entry(), entry()]);
    await expect.poll(() => redis.xlen(requestLogStream)).toBe(0);
    expect(await stored()).toBe(2);
    const { written, duplicates } = ingest.status();
    expect(written + duplicates).toBe(2);
    expect(ingest.status().lastError).toBeNull();
  });

  it("go on after Redis was emptied", async () => {
    await startIngest();
    await batch([entry()]);
    await expect.poll(stored).toBe(1);
    await redis.flushall();
    await batch([entry()]);
    await expect.poll(stored).toBe(2);
  });

  it("that a dead instance has read but not written are claimed by another", async () => {
    await batch([entry(), entry()]);
    await redis.xgroup("CREATE", requestLogStream, "management", "0");
    await redis.xreadgroup("GROUP", "management", "dead", "STREAMS", requestLogStream, ">");
    // As if it had read them eleven seconds ago, and one more that Redis has dropped from the stream since.
    const ids = (await redis.xrange(requestLogStream, "-", "+")).map(([id]) => id);
    const gone = (await add("x")) ?? "";
    await redis.xreadgroup("GROUP", "management", "dead", "STREAMS", requestLogStream, ">");
    await redis.xclaim(requestLogStream, "management", "dead", 0, ...ids, gone, "IDLE", 11_000);
    await redis.xdel(requestLogStream, gone);
    await startIngest();
    await expect.poll(stored).toBe(2);
    await expect.poll(pending).toBe(0);
  });

  it("are read by a reader that leaves the group when it stops", async () => {
    const blocking = await openTestRedis(server.url);
    const ingest = createRequestLogIngest({ connection, redis, blocking, keys: key, logger: quietLogger() });
    ingest.start();
    await batch([entry()]);
    const readers = () =>
      redis.xinfo("CONSUMERS", requestLogStream, "management").catch(() => []) as Promise<unknown[]>;
    await expect.poll(async () => (await readers()).length).toBe(1);
    await ingest.stop();
    expect(await readers()).toEqual([]);
  });
});
