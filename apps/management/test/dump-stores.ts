import type { Redis } from "ioredis";
import type { Connection } from "../src/database/connect.ts";

/** Every document of every collection, as text. */
export async function dumpDatabase(connection: Connection): Promise<string> {
  const collections = (await connection.db?.listCollections().toArray()) ?? [];
  const all = [];
  for (const { name } of collections)
    all.push({ name, documents: await connection.collection(name).find().toArray() });
  return JSON.stringify(all);
}

/** How each type of key is read as a whole. */
const readers: Readonly<Record<string, (redis: Redis, key: string) => Promise<unknown>>> = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: (redis, key) => redis.zrange(key, 0, "-1"),
  stream: (redis, key) => redis.xrange(key, "-", "+"),
};

/** Every key with all that is in it, as text. @throws Error for a type that isn't known */
export async function dumpRedis(redis: Redis, pattern = "*"): Promise<string> {
  const all = [];
  for (const key of await redis.keys(pattern)) {
    const type = await redis.type(key);
    // Gone since the keys were listed.
    if (type === "none") continue;
    const read = readers[type];
    if (read === undefined) throw new Error(`a key of type ${type}`);
    all.push({ key, value: await read(redis, key) });
  }
  return JSON.stringify(all);
}

/**
 * How a secret may stand in a text: as it is, escaped, in hex, and in base64 at each of the three offsets that it can have
 * in what was encoded with it.
 */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    // The first and the last characters hold bits of what is around it.
    const whole = padded.subarray(0, padded.length - (padded.length % 3));
    const from = offset === 0 ? 0 : 4;
    return [whole.toString("base64").slice(from), whole.toString("base64url").slice(from)];
  });
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      bytes.toString("hex"),
      ...base64,
    ]),
  ];
}
