import type { Redis } from "ioredis";
import type { mongo } from "mongoose";

/** One collection or key with all that is in it, as text; bytes are base64 in it. */
export type Dumped = { name: string; text: string };

/** Every collection with every document. */
export async function dumpCollections(database: mongo.Db): Promise<Dumped[]> {
  const collections = await database.listCollections().toArray();
  return Promise.all(
    collections.map(async ({ name }) => ({
      name,
      text: JSON.stringify(await database.collection(name).find().toArray()),
    })),
  );
}

/** Every document of every collection, as one text. */
export async function dumpDatabase(database: mongo.Db): Promise<string> {
  return JSON.stringify(await dumpCollections(database));
}

/** How each type of key is read as a whole. */
const readers: Readonly<Record<string, (redis: Redis, key: string) => Promise<unknown>>> = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: (redis, key) => redis.zrange(key, 0, "-1", "WITHSCORES"),
  stream: (redis, key) => redis.xrange(key, "-", "+"),
};

/** Every key with all that is in it. @throws Error for a type that isn't known */
export async function dumpKeys(redis: Redis, pattern = "*"): Promise<Dumped[]> {
  const all: Dumped[] = [];
  for (const key of await redis.keys(pattern)) {
    const type = await redis.type(key);
    // Gone since the keys were listed.
    if (type === "none") continue;
    const read = readers[type];
    if (read === undefined) throw new Error(`a key of type ${type}`);
    // The name is of the text: a secret could be part of it.
    all.push({ name: key, text: JSON.stringify({ key, value: await read(redis, key) }) });
  }
  return all;
}

/** Every key with all that is in it, as one text. @throws Error for a type that isn't known */
export async function dumpRedis(redis: Redis, pattern = "*"): Promise<string> {
  return (await dumpKeys(redis, pattern)).map(({ text }) => text).join("\n");
}
