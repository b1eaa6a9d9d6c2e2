import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  publicKeyOf,
} from "@zerq/crypto/signing";
import { deltaChannel, deltaKey, fullKey, versionKey } from "@zerq/plane-protocol/channels";
import { openFullSnapshot, signDelta } from "@zerq/plane-protocol/delta";
import { LARGE_DELTA_BYTES, namedVersion, nameLargeDelta } from "@zerq/plane-protocol/large-delta";
import type { Redis } from "@zerq/service/redis";
import { freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deployment, openTestRedis } from "../../test/data-paths/instance.ts";
import { portalAudience } from "../changes/audiences.ts";
import type { Head } from "../changes/head.ts";
import { type AudienceChannel, type AudienceSnapshot, createAudienceChannel } from "./audience-channel.ts";
import { fullClaimKey, fullMarkKey } from "./publish-scripts.ts";

const key = parsePrivateKey(generateSigningKeys().privateKey);
const verifier = createVerifier([publicKeyOf(key)]);
let redis: Redis;
let channel: AudienceChannel;

beforeAll(async () => {
  const server = await freshRedis();
  redis = await openTestRedis(server.url);
  return async () => {
    redis.disconnect();
    await server.stop();
  };
});
beforeEach(async () => {
  await redis.flushall();
  channel = createAudienceChannel({ ...options(), audience: portalAudience });
});

const options = () => ({ redis, signer: createSigner(key), deployment });

/** A delta that adds a client, chained to the one before. */
function signedRow(version: number): { _id: number; audienceDeltas: { portal: string } } {
  const id = String(version);
  const changes = [{ op: "put" as const, kind: "client", id, entity: { id } }];
  const previousHash = version === 2 ? "hash 1" : (hashes[version - 1] ?? "");
  const about = { schemaVersion: 1 as const, deployment, epoch: 1, audience: portalAudience, time: 1 };
  const { text, hash } = signDelta(createSigner(key), { ...about, version, previousHash, changes });
  hashes[version] = hash;
  return { _id: version, audienceDeltas: { portal: text } };
}
const hashes: string[] = [];

function snapshot(version: number): AudienceSnapshot {
  const head: Head = {
    _id: "head",
    epoch: 1,
    attempts: 0,
    version,
    sequence: version,
    auditLink: "",
    audienceHashes: { portal: `hash ${version}` },
  };
  return { head, entities: {} };
}
const row = (version: number) => ({ _id: version, audienceDeltas: { portal: `delta ${version}` } });
const fullVersion = async () =>
  openFullSnapshot(verifier, (await redis.get(fullKey(portalAudience))) ?? "").version;

describe("an audience's place in Redis", () => {
  it("never takes a version that is published, nor one before its predecessor", async () => {
    expect(await channel.push([row(1)])).toBe(-1);
    await channel.reset(snapshot(2), null, null);
    expect(await channel.push([row(1), row(2)])).toBe(2);
    expect(await channel.push([row(4)])).toBe(2);
    expect(await channel.push([row(5), row(3)])).toBe(5);
  });

  it("only names a delta on the channel that is large, and holds it where it is pulled from", async () => {
    const heard: string[] = [];
    const listener = redis.duplicate();
    await listener.connect();
    listener.on("message", (_channel, text) => heard.push(text));
    await listener.subscribe(deltaChannel(portalAudience));
    await channel.reset(snapshot(1), null, null);
    const largest = "x".repeat(LARGE_DELTA_BYTES);
    const tooLarge = `${largest}x`;
    await channel.push([
      { _id: 2, audienceDeltas: { portal: largest } },
      { _id: 3, audienceDeltas: { portal: tooLarge } },
    ]);
    await expect.poll(() => heard).toEqual([largest, nameLargeDelta(3, LARGE_DELTA_BYTES + 1)]);
    expect(namedVersion(heard[1] ?? "")).toBe(3);
    expect(await redis.hget(deltaKey(portalAudience), "3")).toBe(tooLarge);
    listener.disconnect();
  });

  it("keeps the newest full snapshot, never one ahead of what is published", async () => {
    await channel.reset(snapshot(2), null, null);
    await channel.push([row(3), row(4)]);
    await channel.storeFull(snapshot(5));
    expect(await fullVersion()).toBe(2);
    await channel.storeFull(snapshot(4));
    await channel.storeFull(snapshot(3));
    expect(await fullVersion()).toBe(4);
    expect(await channel.isWhole()).toBe(true);
    await redis.del(fullKey(portalAudience));
    expect(await channel.isWhole()).toBe(false);
    await channel.storeFull(snapshot(3));
    expect(await fullVersion()).toBe(3);
    expect(await channel.isWhole()).toBe(true);
  });

  it("makes a full snapshot of the stored one and the deltas after it, once it has made one of the database", async () => {
    const another = createAudienceChannel({ ...options(), audience: portalAudience });
    await another.reset({ ...snapshot(1), entities: { client: [{ id: "a" }] } }, null, null);
    await another.push([2, 3].map(signedRow));
    expect(await channel.foldFull(3)).toBe(false);
    expect(await another.foldFull(4)).toBe(false);
    expect(await another.foldFull(3)).toBe(true);
    const full = openFullSnapshot(verifier, (await redis.get(fullKey(portalAudience))) ?? "");
    expect(full).toMatchObject({ version: 3, entities: { client: [{ id: "a" }, { id: "2" }, { id: "3" }] } });
    expect(await another.isWhole()).toBe(true);
    await another.push([signedRow(4)]);
    await redis.hdel(deltaKey(portalAudience), "4");
    expect(await another.foldFull(3)).toBe(false);
    await redis.set(fullKey(portalAudience), "forged");
    expect(await another.foldFull(3)).toBe(false);
    await redis.flushall();
    expect(await another.foldFull(3)).toBe(false);
  });

  it("is begun anew by the first of several that find it empty", async () => {
    const found = (await channel.published()).version;
    await channel.reset(snapshot(7), found, null);
    await channel.reset(snapshot(5), found, null);
    expect(await redis.get(versionKey(portalAudience))).toBe("7");
    expect(await channel.published()).toMatchObject({ version: "7", fullVersion: 7 });
  });

  it("gives the work of the next full snapshot to one of several", async () => {
    const claims = await Promise.all([1, 2, 3].map(() => channel.claimFull()));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });
});

describe("what somebody else has written to Redis", () => {
  const stored = (version: number) => redis.hget(deltaKey(portalAudience), String(version));

  it("doesn't stand in for a delta that is committed", async () => {
    const heard: string[] = [];
    const listener = redis.duplicate();
    await listener.connect();
    listener.on("message", (_channel, text) => heard.push(text));
    await listener.subscribe(deltaChannel(portalAudience));
    await channel.reset(snapshot(1), null, null);
    await redis.hset(deltaKey(portalAudience), "3", "forged");
    expect(await channel.push([row(2)])).toBe(3);
    expect(await channel.push([row(3)])).toBe(3);
    expect(await channel.push([row(3)])).toBe(3);
    expect(await stored(3)).toBe("delta 3");
    await expect.poll(() => heard).toEqual(["delta 2", "forged", "delta 3"]);
    listener.disconnect();
  });

  it("is told from what was pushed", async () => {
    await channel.reset(snapshot(1), null, null);
    await channel.push([row(2), row(3), row(4), row(6)]);
    expect(await channel.untouchedFrom(1)).toBe(4);
    expect(await channel.untouchedFrom(6)).toBe(6);
    await channel.push([row(2), row(3), row(4), row(5), row(6)]);
    expect(await channel.untouchedFrom(1)).toBe(6);
    await redis.hset(deltaKey(portalAudience), "4", "forged");
    expect(await channel.untouchedFrom(1)).toBe(3);
    await redis.hdel(deltaKey(portalAudience), "3");
    expect(await channel.untouchedFrom(1)).toBe(2);
    expect(await channel.untouchedFrom(4)).toBe(6);
    await redis.set(deltaKey(portalAudience), "another type");
    expect(await channel.untouchedFrom(4)).toBe(4);
  });

  it("is in nobody's way when it has another type", async () => {
    await channel.reset(snapshot(1), null, null);
    await redis.del(deltaKey(portalAudience));
    for (const key of [deltaKey, fullKey, fullMarkKey, fullClaimKey])
      await redis.multi().del(key(portalAudience)).lpush(key(portalAudience), "1").exec();
    expect(await channel.isWhole()).toBe(false);
    expect(await channel.push([row(2)])).toBe(2);
    expect(await channel.claimFull()).toBe(true);
    await channel.storeFull(snapshot(2));
    expect([await channel.isWhole(), await stored(2), await fullVersion()]).toEqual([true, "delta 2", 2]);
  });

  it("is not taken for the snapshot that was stored", async () => {
    await channel.reset(snapshot(1), null, null);
    expect(await channel.isWhole()).toBe(true);
    await redis.set(fullKey(portalAudience), "forged");
    expect(await channel.isWhole()).toBe(false);
    await redis.set(fullMarkKey(portalAudience), "999:0:6");
    expect(await channel.isWhole()).toBe(false);
    await channel.storeFull(snapshot(1));
    expect([await channel.isWhole(), await fullVersion()]).toEqual([true, 1]);
  });
});
