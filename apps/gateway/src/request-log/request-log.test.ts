import { randomKey } from "@zerq/crypto/secret-key";
import { Secret } from "@zerq/logging/secret";
import { requestLogStream } from "@zerq/plane-protocol/channels";
import { openBatch, type RequestLogEntry } from "@zerq/plane-protocol/request-log";
import { connectRedis, type Redis } from "@zerq/service/redis";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createIdSource } from "./id-source.ts";
import { RequestLog } from "./request-log.ts";

const key = randomKey();
let server: Awaited<ReturnType<typeof freshRedis>>;
let redis: Redis;

beforeAll(async () => {
  server = await freshRedis();
  redis = connectRedis(new Secret(server.url), () => undefined);
  await redis.connect();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());

const entry = (id: string): RequestLogEntry => ({
  id: id.padStart(8, "0"),
  requestId: id,
  time: 1,
  method: "GET",
  path: "/a",
  route: null,
  upstream: null,
  status: 200,
  error: null,
  deny: null,
  latencyMs: 1,
  upstreamMs: null,
  bytesIn: 0,
  bytesOut: 0,
  clientId: null,
  profileId: null,
  collectionId: null,
  proxyId: null,
  ip: "127.0.0.1",
  userAgent: "",
  gateway: "g",
});

async function batches() {
  const messages = await redis.xrange(requestLogStream, "-", "+");
  return messages.map(([, fields]) => openBatch(key, fields[1] ?? ""));
}

it("sends 500 entries at once, and the rest when it stops", async () => {
  const log = new RequestLog({ redis, key, workerId: "w", intervalMs: 60_000, onError: () => undefined });
  log.start();
  for (let index = 0; index < 1_200; index += 1) log.add(entry(String(index)));
  await log.stop();
  const sent = await batches();
  expect(sent.map(({ entries }) => entries.length)).toEqual([500, 500, 200]);
  expect(sent.flatMap(({ entries }) => entries.map(({ requestId }) => requestId))).toEqual(
    Array.from({ length: 1_200 }, (_, index) => String(index)),
  );
  expect(sent[0]).toMatchObject({ instanceId: "w", dropped: 0 });
});

it("keeps what Redis doesn't take, drops and counts what is beyond its capacity, and sends it all later", async () => {
  const problems: string[] = [];
  const away = connectRedis(new Secret(server.url), () => undefined);
  await away.connect();
  away.disconnect();
  const log = new RequestLog({
    redis: away,
    key,
    workerId: "w",
    intervalMs: 5,
    capacity: 2,
    onError: ({ message }) => problems.push(message),
  });
  log.start();
  // Two batches wait, and a third is being filled.
  for (let index = 0; index < 1_700; index += 1) log.add(entry(String(index)));
  await vi.waitFor(() => expect(problems).toHaveLength(1), 20_000);
  expect([log.dropped, await batches()]).toEqual([200, []]);
  await away.connect();
  await log.stop();
  away.disconnect();
  const sent = await batches();
  expect(sent.map(({ entries, dropped }) => [entries.length, dropped])).toEqual([
    [500, 200],
    [500, 200],
    [500, 200],
  ]);
  expect(sent.at(-1)?.entries.at(-1)?.requestId).toBe("1499");
});

it("makes ids that differ within and between processes", () => {
  const [one, other] = [createIdSource(), createIdSource()];
  const ids = [one(), one(), other(), other()];
  expect(new Set(ids).size).toBe(4);
  expect(ids[0]).toMatch(/^[0-9a-f]{24}-[0-9a-z]+$/);
});
