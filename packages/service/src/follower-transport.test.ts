import { randomId } from "@zerq/crypto/random";
import { deltaChannel, deltaKey, versionKey } from "@zerq/plane-protocol/channels";
import { DELTA_BATCH_BYTES } from "@zerq/plane-protocol/delta-batch";
import { sharedRedisUrl } from "@zerq/test-kit/stores";
import { Redis } from "ioredis";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createRedisTransport } from "./follower-transport.ts";

const redis = new Redis(sharedRedisUrl());
let audience: `gateway:${string}`;
let key: string;
beforeEach(() => {
  audience = `gateway:batch-${randomId()}`;
  key = deltaKey(audience);
  return () => redis.del(key);
});
afterAll(() => redis.disconnect());

const read = (from: number, to: number) => createRedisTransport(audience, redis, redis).readDeltas(from, to);

describe("deltas that are read in one go", () => {
  it("come in order, each in its place, with nothing where there is none", async () => {
    await redis.hset(key, { 1: "one", 3: "three" });
    expect(await read(1, 4)).toEqual(["one", null, "three", null]);
  });

  it("end before they are too many bytes, and go on from there with the next call", async () => {
    const text = "x".repeat(DELTA_BATCH_BYTES / 4);
    for (const version of [1, 2, 3, 4, 5, 6]) await redis.hset(key, String(version), text + version);
    const first = await read(1, 6);
    expect(first.map((each) => each?.at(-1))).toEqual(["1", "2", "3"]);
    expect((await read(4, 6)).map((each) => each?.at(-1))).toEqual(["4", "5", "6"]);
  });

  it("are one alone where that one is larger", async () => {
    await redis.hset(key, { 1: "x".repeat(DELTA_BATCH_BYTES + 1), 2: "two" });
    expect((await read(1, 2)).map((each) => each?.length)).toEqual([DELTA_BATCH_BYTES + 1]);
    expect(await read(2, 2)).toEqual(["two"]);
  });

  it("are none where something lies that is larger than any delta", async () => {
    await redis.setrange("zerq:test:too-large", 33 * 1024 * 1024, "x");
    const huge = await redis.getBuffer("zerq:test:too-large");
    await redis.del("zerq:test:too-large");
    await redis.hset(key, "1", huge ?? "", "2", "two");
    expect(await read(1, 2)).toEqual([null, "two"]);
  });
});

it("hears a message once, however often it was tried to subscribe", async () => {
  const subscriber = redis.duplicate();
  const transport = createRedisTransport(audience, redis, subscriber);
  const heard: (string | null)[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) await transport.subscribe((text) => heard.push(text));
  await redis.publish(deltaChannel(audience), "first");
  await redis.publish(deltaChannel(audience), "last");
  await expect.poll(() => heard, { timeout: 15_000 }).toContain("last");
  expect(heard.filter((text) => text !== null)).toEqual(["first", "last"]);
  subscriber.disconnect();
});

it("takes what is no version for none", async () => {
  const transport = createRedisTransport(audience, redis, redis);
  for (const [text, version] of [
    ["7", 7],
    ["-1", 0],
    ["1.5", 0],
    ["seven", 0],
    ["", 0],
  ] as const) {
    await redis.set(versionKey(audience), text);
    expect([text, await transport.readVersion()]).toEqual([text, version]);
  }
  await redis.del(versionKey(audience));
  expect(await transport.readVersion()).toBe(0);
});
