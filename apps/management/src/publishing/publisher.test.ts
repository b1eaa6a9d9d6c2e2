import { SignerInUse } from "@zerq/crypto/signer-in-use";
import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
  type Signer,
} from "@zerq/crypto/signing";
import { deltaChannel, deltaKey, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import { openFullSnapshot, openHead } from "@zerq/plane-protocol/delta";
import { claimedSigner } from "@zerq/plane-protocol/signed-message";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startInstanceProcess } from "../../test/data-paths/child.ts";
import { type Instance, openInstance, putNote } from "../../test/data-paths/instance.ts";
import { startFollower, type TestFollower } from "../../test/data-paths/test-follower.ts";
import { gatewayAudience, portalAudience } from "../changes/audiences.ts";
import { readHead } from "../changes/head.ts";

const keys = generateSigningKeys();
const signer = createSigner(parsePrivateKey(keys.privateKey));
const verifier = createVerifier([parsePublicKey(keys.publicKey)]);
let redis: Awaited<ReturnType<typeof freshRedis>>;
let mongo: string;
let closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  redis = await freshRedis();
  mongo = freshDatabase();
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
  await redis.stop();
});

async function open(
  options: { publishes?: boolean; sweeps?: boolean; signer?: Signer; onHead?: () => void } = {},
): Promise<Instance> {
  const instance = await openInstance({
    mongo,
    redis: redis.url,
    signer,
    ...options,
    publishes: options.publishes ?? true,
  });
  closers.push(() => instance.close());
  if (options.sweeps !== false) await instance.publisher.start();
  return instance;
}
async function follow(): Promise<TestFollower> {
  const started = await startFollower(redis.url, verifier);
  closers.push(() => started.stop());
  return started;
}
const submit = async (instance: Instance, from: number, to: number) => {
  for (let n = from; n <= to; n += 1) await instance.changes.submit(putNote("n", n));
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const reaches = ({ follower }: TestFollower, version: number, timeout = 20_000) =>
  expect.poll(() => follower.status().version, { timeout, interval: 5 }).toBe(version);

describe("publishing", () => {
  it("brings every version once and in order to every follower, whichever of two instances commits it", async () => {
    const [a, b] = [await open(), await open()];
    const followers = [await follow(), await follow()];
    await Promise.all(
      range(1, 100).map((n) => (n % 2 === 0 ? a : b).changes.submit(putNote(`n${n % 7}`, n))),
    );
    for (const each of followers) {
      await reaches(each, 100);
      expect(each.applied).toEqual(range(0, 100));
      expect(each.problems).toEqual([]);
    }
    // What another instance has published, this one learns by its sweep.
    await expect.poll(() => a.publisher.publishedVersion(), { timeout: 20_000 }).toBe(100);
  });

  it("is under another signing key from the moment that it is in use, with a full snapshot that needs no other", async () => {
    const later = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
    const inUse = new SignerInUse([later, signer]);
    const a = await open({ signer: inUse });
    await submit(a, 1, 2);
    await expect
      .poll(async () => claimedSigner((await a.redis.get(fullKey(portalAudience))) ?? ""))
      .toBe(signer.keyId);
    inUse.use(later.keyId);
    for (const audience of [gatewayAudience, portalAudience])
      await expect
        .poll(async () => claimedSigner((await a.redis.get(fullKey(audience))) ?? ""), { timeout: 20_000 })
        .toBe(later.keyId);
    await submit(a, 3, 3);
    const started = await startFollower(redis.url, createVerifier([later.publicKey]));
    closers.push(() => started.stop());
    await reaches(started, 3);
    // What somebody puts back is mended, though nothing else is wrong with it.
    const put = await a.redis.get(fullKey(portalAudience));
    const length = put?.length ?? 0;
    await a.redis.setrange(
      fullKey(portalAudience),
      length - `${signer.keyId}","sig":""}`.length - 86,
      signer.keyId,
    );
    const under = async () => claimedSigner((await a.redis.get(fullKey(portalAudience))) ?? "");
    expect(await under()).toBe(signer.keyId);
    await expect.poll(under, { timeout: 60_000 }).toBe(later.keyId);
  });

  it("signs no head where the head in the database forbids it, and publishes what is signed all the same", async () => {
    const a = await open({
      onHead() {
        throw new Error("the key in use isn't here");
      },
    });
    await submit(a, 1, 2);
    expect(await a.redis.get(versionKey(gatewayAudience))).toBeNull();
    expect(await a.redis.get(headKey(gatewayAudience))).toBeNull();
    await expect.poll(() => a.logged.join(), { timeout: 20_000 }).toContain("the key in use isn't here");
    const b = await open({ sweeps: true });
    await expect.poll(() => a.redis.get(versionKey(gatewayAudience)), { timeout: 20_000 }).toBe("2");
    await b.publisher.stop();
    await submit(a, 3, 3);
    expect(await a.redis.get(versionKey(gatewayAudience))).toBe("3");
  });

  it("is done by the committer before it answers", async () => {
    const a = await open({ sweeps: true });
    await a.publisher.stop();
    await submit(a, 1, 3);
    expect(await a.redis.get(versionKey(gatewayAudience))).toBe("3");
    expect(await a.redis.get(versionKey(portalAudience))).toBe("3");
  });

  it("of an instance that never publishes is done by another's sweep, in order", async () => {
    const silent = await open({ publishes: false, sweeps: false });
    await open();
    const follower = await follow();
    await submit(silent, 1, 20);
    await reaches(follower, 20);
    expect(follower.applied).toEqual(range(0, 20));
  });

  it("of an instance that was killed after its commits is done by another's sweep", async () => {
    const a = await open();
    const follower = await follow();
    const job = { mongo, redis: redis.url, privateKey: keys.privateKey, publishes: false } as const;
    const child = startInstanceProcess({
      ...job,
      kind: "write",
      prefix: "k",
      count: 100_000,
      concurrency: 4,
    });
    closers.push(() => child.kill());
    await expect.poll(() => child.lines.length, { timeout: 30_000 }).toBeGreaterThan(20);
    await child.kill();
    const { version } = await readHead(a.connection);
    expect(version).toBeGreaterThan(19);
    await reaches(follower, version);
    expect(follower.applied).toEqual(range(0, version));
  });

  it("fills the gap before it goes on", async () => {
    const silent = await open({ publishes: false, sweeps: false });
    const a = await open();
    await a.publisher.stop();
    const follower = await follow();
    await submit(silent, 1, 5);
    await submit(a, 6, 6);
    expect(await a.redis.get(versionKey(gatewayAudience))).toBe("0");
    const b = await open();
    await reaches(follower, 6);
    expect(follower.applied).toEqual(range(0, 6));
    await expect.poll(() => b.publisher.publishedVersion(), { timeout: 20_000 }).toBe(6);
  });

  it("doubled by many publishers publishes nothing twice", async () => {
    const [a, b] = [await open(), await open()];
    const listener = await follow();
    const seen: string[] = [];
    b.subscriber.on(
      "message",
      (channel, text) => channel === deltaChannel(gatewayAudience) && seen.push(text),
    );
    await b.subscriber.subscribe(deltaChannel(gatewayAudience));
    await submit(a, 1, 5);
    const rows = await a.connection.collection("config_versions").find().toArray();
    await Promise.all([a, b].map((instance) => instance.publisher.publish(rows as never)));
    await submit(b, 6, 6);
    await reaches(listener, 6);
    await expect.poll(() => seen.length).toBe(6);
    expect(listener.applied).toEqual(range(0, 6));
  });
});

describe("a Redis that was emptied", () => {
  it("is begun anew with a full snapshot, and followers go on", async () => {
    const a = await open();
    const before = await follow();
    await submit(a, 1, 10);
    await reaches(before, 10);
    await a.redis.flushall();
    await expect.poll(() => a.redis.get(versionKey(gatewayAudience))).toBe("10");
    const full = openFullSnapshot(verifier, (await a.redis.get(fullKey(gatewayAudience))) ?? "");
    expect(full).toMatchObject({ version: 10, entities: { note: [{ id: "n", value: 10 }] } });
    // Signed right after the snapshot.
    await expect.poll(() => a.redis.exists(headKey(gatewayAudience))).toBe(1);
    const head = openHead(verifier, (await a.redis.get(headKey(gatewayAudience))) ?? "");
    expect(head).toMatchObject({ version: 10, hash: full.hash });
    await submit(a, 11, 12);
    await reaches(before, 12);
    const after = await follow();
    await reaches(after, 12);
    expect(before.applied).toEqual(range(0, 12));
    expect(after.follower.store.get("note", "n")).toEqual({ id: "n", value: 12 });
    expect([...before.problems, ...after.problems]).toEqual([]);
  });

  it("while a version was on its way still brings that one to followers without their asking", async () => {
    const silent = await open({ publishes: false, sweeps: false });
    const a = await open();
    const follower = await follow();
    await submit(a, 1, 3);
    await reaches(follower, 3);
    await a.publisher.stop();
    await submit(silent, 4, 4);
    await a.redis.flushall();
    await open();
    await reaches(follower, 4);
    expect(follower.applied).toEqual(range(0, 4));
  });

  it.each([
    ["a version far ahead", (a: Instance) => a.redis.set(versionKey(gatewayAudience), "900")],
    ["a version that is none", (a: Instance) => a.redis.set(versionKey(gatewayAudience), "0x7fff")],
    [
      "a version of another type",
      async (a: Instance) => {
        await a.redis.del(versionKey(gatewayAudience));
        await a.redis.lpush(versionKey(gatewayAudience), "1");
      },
    ],
  ])("or has %s heals by itself", async (_what, tamper) => {
    const a = await open();
    const follower = await follow();
    await submit(a, 1, 3);
    await tamper(a);
    await expect.poll(() => a.redis.type(versionKey(gatewayAudience))).toBe("string");
    await expect.poll(() => a.redis.get(versionKey(gatewayAudience))).toBe("3");
    await submit(a, 4, 5);
    await reaches(follower, 5);
    expect(follower.applied).toEqual(range(0, 5));
  });
});

describe("the full snapshot", () => {
  it("is renewed every 500 versions by one of the instances", async () => {
    const [a, b] = [await open(), await open()];
    await Promise.all(range(1, 510).map((n) => a.changes.submit(putNote(`n${n % 3}`, n))));
    const version = async () =>
      openFullSnapshot(verifier, (await b.redis.get(fullKey(gatewayAudience))) ?? "").version;
    await expect.poll(version).toBeGreaterThanOrEqual(500);
    expect(await version()).toBeLessThanOrEqual(510);
  });

  it("is renewed when it is missing, and a delta after it is put back as it was", async () => {
    const a = await open();
    await submit(a, 1, 5);
    const third = await a.redis.hget(deltaKey(gatewayAudience), "3");
    await a.redis.hdel(deltaKey(gatewayAudience), "3");
    await a.redis.hset(deltaKey(gatewayAudience), "4", third ?? "");
    await a.redis.del(fullKey(portalAudience));
    // Looked for at the start and every five seconds.
    await open();
    await expect.poll(() => a.redis.hget(deltaKey(gatewayAudience), "3")).toBe(third);
    await expect.poll(() => a.redis.hget(deltaKey(gatewayAudience), "4")).not.toBe(third);
    const version = async () =>
      openFullSnapshot(verifier, (await a.redis.get(fullKey(portalAudience))) ?? "").version;
    await expect.poll(() => version().catch(() => -1)).toBe(5);
    const late = await follow();
    expect(late.follower.status()).toMatchObject({ version: 5, lastError: null });
  });
});

describe("without Redis", () => {
  it("changes commit all the same, and are published when it is back", async () => {
    const a = await open();
    await submit(a, 1, 2);
    process.kill(redis.pid, "SIGSTOP");
    const began = performance.now();
    await submit(a, 3, 4);
    const took = performance.now() - began;
    process.kill(redis.pid, "SIGCONT");
    // Half a second for the ticket, a second for the publication, of each change; nothing hangs.
    expect(took).toBeLessThan(4_000);
    await expect.poll(() => a.redis.get(versionKey(gatewayAudience)).catch(() => "")).toBe("4");
    expect((await follow()).follower.status().version).toBe(4);
  });
});
