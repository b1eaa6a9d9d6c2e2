import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import {
  deltaChannel,
  deltaKey,
  fullKey,
  gatewayReportsChannel,
  gatewayReportsKey,
  headKey,
  versionKey,
} from "@zerq/plane-protocol/channels";
import { type EntityChange, signDelta, signFullSnapshot, signHead } from "@zerq/plane-protocol/delta";
import { openTestRedis } from "../../../../apps/management/test/data-paths/instance.ts";
import { pause } from "../../pause.ts";

const audience = "gateway:default";
const FLOOD = 3_000;
const HUGE = 4_000_000;
/** No multiple of the steps in which they are taken. */
const REORDERED = 30;

type Redis = Awaited<ReturnType<typeof openTestRedis>>;
type Taken = { deltas: Record<string, string>; full: string; head: string };

/** What a forgery does to Redis. `taken` are genuine messages from before the change that takes a client's access away. */
type Forgery = (redis: Redis, taken: Taken, forged: Forged) => Promise<unknown>;

/** Messages in the right form, about the right place in the chain, but signed by a key of the forger's own. */
type Forged = {
  delta(version: number): string;
  full(version: number): string;
  head(version: number): string;
};

const version = async (redis: Redis) => Number((await redis.get(versionKey(audience)).catch(() => 0)) ?? 0);

export const forgeries: Readonly<Record<string, Forgery>> = {
  "deltas of another key": async (redis, _taken, forged) => {
    const at = await version(redis);
    for (const next of [at, at + 1, at + 2]) await redis.publish(deltaChannel(audience), forged.delta(next));
  },
  "deltas of another key ahead of their time": async (redis, _taken, forged) => {
    const at = await version(redis);
    for (let next = at + 1; next < at + 20; next += 1)
      await redis.hset(deltaKey(audience), String(next), forged.delta(next));
  },
  "head and snapshot of another key": async (redis, _taken, forged) => {
    const next = (await version(redis)) + 5;
    await redis.set(headKey(audience), forged.head(next));
    await redis.set(fullKey(audience), forged.full(next));
    await redis.set(versionKey(audience), String(next));
  },
  "old deltas again": async (redis, { deltas }) => {
    for (const text of Object.values(deltas)) await redis.publish(deltaChannel(audience), text);
    await redis.hset(deltaKey(audience), deltas);
  },
  "old deltas in the places of new ones": async (redis, { deltas }) => {
    const [text = ""] = Object.values(deltas);
    const at = await version(redis);
    for (const next of [at - 1, at, at + 1]) await redis.hset(deltaKey(audience), String(next), text);
  },
  "old head, snapshot and version": async (redis, { full, head, deltas }) => {
    await redis.set(headKey(audience), head);
    await redis.set(fullKey(audience), full);
    await redis.set(versionKey(audience), String(Object.keys(deltas).length));
  },
  "genuine deltas in any order, twice": async (redis) => {
    const at = await version(redis);
    const versions = Array.from({ length: Math.min(at, REORDERED) }, (_, index) => String(at - index));
    const texts = versions.length === 0 ? [] : await redis.hmget(deltaKey(audience), ...versions);
    for (const step of [7, 11])
      for (const index of texts.keys())
        await redis.publish(deltaChannel(audience), texts[(index * step) % texts.length] ?? "");
  },
  "the portal's messages": async (redis) => {
    const [full, head, deltas] = await Promise.all([
      redis.get(fullKey("portal")),
      redis.get(headKey("portal")),
      redis.hgetall(deltaKey("portal")),
    ]);
    if (full !== null) await redis.set(fullKey(audience), full);
    if (head !== null) await redis.set(headKey(audience), head);
    for (const text of Object.values(deltas)) await redis.publish(deltaChannel(audience), text);
  },
  "gaps in the deltas": async (redis) => {
    const at = await version(redis);
    await redis.hdel(deltaKey(audience), ...[at, at - 2, at - 3].map(String));
  },
  "deleted keys": (redis) =>
    redis.del(deltaKey(audience), fullKey(audience), headKey(audience), versionKey(audience)),
  "a version far ahead": (redis) => redis.set(versionKey(audience), "900000"),
  "huge values": async (redis) => {
    const huge = "x".repeat(HUGE);
    await redis.set(headKey(audience), huge);
    await redis.set(fullKey(audience), huge);
    await redis.publish(deltaChannel(audience), huge);
    await redis.hset(deltaKey(audience), String((await version(redis)) + 1), huge);
  },
  "keys of another type": async (redis) => {
    for (const key of [deltaKey, fullKey, headKey, versionKey, fullMarkKey, fullClaimKey])
      await redis.multi().del(key(audience)).lpush(key(audience), "1").exec();
  },
  "forged reports": async (redis) => {
    const text = JSON.stringify({ payload: "{}", mac: "x".repeat(43) });
    for (let n = 0; n < 200; n += 1) await redis.hset(gatewayReportsKey, `forged/${n}`, text);
    for (let n = 0; n < FLOOD; n += 1) redis.publish(gatewayReportsChannel, text).catch(() => undefined);
    await redis.ping();
  },
  "a flood of messages": async (redis, { deltas }, forged) => {
    const at = await version(redis);
    const [old = ""] = Object.values(deltas);
    const texts = ["{}", "", old, forged.delta(at + 1), forged.delta(at + 50), "x".repeat(10_000)];
    for (let n = 0; n < FLOOD; n += 1)
      redis.publish(deltaChannel(audience), texts[n % texts.length] ?? "").catch(() => undefined);
    await redis.ping();
  },
};

/** Management's own names, which no gateway reads (apps/management/src/publishing/publish-scripts.ts). */
const fullMarkKey = (of: string) => `zerq:{cfg:${of}}:full-mark`;
const fullClaimKey = (of: string) => `zerq:{cfg:${of}}:full-claim`;

/**
 * Somebody who can write to Redis and has no key of the product.
 * @param harm entities that gateways understand: callers would notice if anybody believed them
 */
export async function openForger(redisUrl: string, deployment: string, harm: readonly EntityChange[]) {
  const redis = await openTestRedis(redisUrl);
  const signer = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
  const common = (of: number) => ({ deployment, epoch: 1, audience, version: of, time: Date.now() });
  const changes = [...harm];
  const forged: Forged = {
    delta: (of) =>
      signDelta(signer, { ...common(of), schemaVersion: 1, previousHash: "forged", changes }).text,
    full: (of) => signFullSnapshot(signer, { ...common(of), schemaVersion: 1, hash: "forged", entities: {} }),
    head: (of) => signHead(signer, { ...common(of), hash: "forged" }),
  };
  let taken: Taken = { deltas: {}, full: "", head: "" };
  return {
    /** Keeps the genuine messages of this moment, to bring them out again later. */
    async take(): Promise<void> {
      const [deltas, full, head] = await Promise.all([
        redis.hgetall(deltaKey(audience)),
        redis.get(fullKey(audience)),
        redis.get(headKey(audience)),
      ]);
      taken = { deltas, full: full ?? "", head: head ?? "" };
    },
    async forge(kind: string): Promise<void> {
      // Its own connection was cut as well when Redis was.
      while (redis.status !== "ready") await pause(10);
      await forgeries[kind]?.(redis, taken, forged);
    },
    stop: () => redis.disconnect(),
  };
}
