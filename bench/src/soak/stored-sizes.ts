import { Secret } from "@zerq/logging/secret";
import { connectDatabase } from "../../../apps/management/src/database/connect.ts";
import { openTestRedis } from "../../../apps/management/test/data-paths/instance.ts";

/** How many members each key of Redis has, and how many documents each collection of MongoDB. */
export type StoredSizes = Readonly<Record<string, number>>;

/** What grows by its nature with every change, or every request. */
const histories = new Set(
  ["config_versions", "audit_entries", "request_logs"].map((name) => `mongodb ${name}`),
);
/** Members that may come without being a leak: deltas up to a thousand, the last hundred jobs, what is counted for a while. */
const MOST_MEMBERS = 1_200;

export async function storedSizes(redisUrl: string, mongoUri: string): Promise<StoredSizes> {
  return { ...(await redisSizes(redisUrl)), ...(await mongoSizes(mongoUri)) };
}

async function redisSizes(url: string): Promise<Record<string, number>> {
  const redis = await openTestRedis(url);
  try {
    const sizes: Record<string, number> = {};
    const sizeOf: Readonly<Record<string, (key: string) => Promise<number>>> = {
      hash: (key) => redis.hlen(key),
      list: (key) => redis.llen(key),
      set: (key) => redis.scard(key),
      stream: (key) => redis.xlen(key),
      zset: (key) => redis.zcard(key),
    };
    const keys = await redis.keys("*");
    for (const key of keys) {
      // Those that end with a time are of one kind.
      const name = `redis ${key.replace(/:\d{9,}$/, ":*")}`;
      sizes[name] = (sizes[name] ?? 0) + ((await sizeOf[await redis.type(key)]?.(key)) ?? 1);
    }
    return { ...sizes, "redis keys": keys.length };
  } finally {
    redis.disconnect();
  }
}

async function mongoSizes(uri: string): Promise<Record<string, number>> {
  const connection = await connectDatabase(new Secret(uri));
  try {
    const sizes: Record<string, number> = {};
    for (const { name } of await connection.listCollections())
      sizes[`mongodb ${name}`] = await connection.collection(name).countDocuments();
    return sizes;
  } finally {
    await connection.close();
  }
}

/** A sentence for everything that has become more than it may be, and is no history. */
export function growthBetween(before: StoredSizes, after: StoredSizes): string[] {
  return Object.entries(after).flatMap(([name, size]) => {
    const earlier = before[name] ?? 0;
    const isMore = name === "redis keys" ? size > earlier * 2 + 20 : size > earlier + MOST_MEMBERS;
    return isMore && !histories.has(name) ? [`${name} went from ${earlier} to ${size}`] : [];
  });
}
