import { incarnationKey, QUOTA_KEPT_MS, quotaIndexKey, quotaKey } from "@zerq/plane-protocol/limit-keys";
import type { Redis } from "@zerq/service/redis";

/** A quota's count in one calendar window, in Redis or from a checkpoint. */
export type QuotaCount = {
  readonly name: string;
  /** End of the window, in ms since the epoch. */
  readonly ends: number;
  /** Worker of a gateway → what it is charged. */
  readonly charges: Readonly<Record<string, number>>;
};

/** How many quotas one command is about at most. */
const AT_ONCE = 200;
/** A quota that hasn't changed for so long has no window that is open. */
const LONGEST_WINDOW_MS = 32 * 86_400_000;
const WORKER = /^[\w-]{1,64}$/;

/**
 * Puts counts back into an incarnation of the data: of each worker what is more. KEYS: incarnation, index, then the counts. ARGV:
 * id of the incarnation, then for each count its name, the end of its window, how many workers, and those with their charges.
 */
const seedText = `
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at = 2
for i = 3, #KEYS do
  local counts, name, ends, workers = KEYS[i], ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  at = at + 3
  local known = tonumber(redis.call('HGET', counts, 'ends') or '0')
  if known < ends then
    redis.call('DEL', counts)
    redis.call('HSET', counts, 'ends', ARGV[at - 2], 'total', 0)
    redis.call('PEXPIREAT', counts, ends + ${QUOTA_KEPT_MS})
  end
  if known <= ends then
    for w = at, at + 2 * workers - 1, 2 do
      local field, more = 'w:' .. ARGV[w], 0
      more = ARGV[w + 1] - (redis.call('HGET', counts, field) or 0)
      if more > 0 then
        redis.call('HINCRBY', counts, field, more)
        redis.call('HINCRBY', counts, 'total', more)
      end
    end
    redis.call('ZADD', KEYS[2], now, name)
  end
  at = at + 2 * workers
end
return 1
`;

/** Says that everything is put back. KEYS: incarnation. ARGV: its id. */
const finishText = `
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'seeded', ARGV[1])
return 1
`;

/** The incarnation that waits for its checkpoints; undefined when there is none, or it has them. */
export async function waitingIncarnation(redis: Redis, partition: number): Promise<string | undefined> {
  const [id, seeded] = await redis.hmget(incarnationKey(partition), "id", "seeded");
  return id === null || id === undefined || id === seeded ? undefined : id;
}

/** @returns whether all were put back; false when the incarnation is another one by now */
export async function putBack(
  redis: Redis,
  partition: number,
  incarnation: string,
  counts: readonly QuotaCount[],
): Promise<boolean> {
  const own = [incarnationKey(partition), quotaIndexKey(partition)];
  for (let from = 0; from < counts.length; from += AT_ONCE) {
    const some = counts.slice(from, from + AT_ONCE);
    const keys = [...own, ...some.map(({ name }) => quotaKey(partition, name))];
    const args = some.flatMap(({ name, ends, charges }) => {
      const pairs = Object.entries(charges);
      return [name, ends, pairs.length, ...pairs.flat()];
    });
    if ((await redis.eval(seedText, keys.length, ...keys, incarnation, ...args)) !== 1) return false;
  }
  return (await redis.eval(finishText, 1, own[0] ?? "", incarnation)) === 1;
}

/** Forgets the names of quotas without an open window. */
export async function forgetOld(redis: Redis, partition: number): Promise<void> {
  const [seconds = 0] = await redis.time();
  const before = Number(seconds) * 1_000 - LONGEST_WINDOW_MS;
  await redis.zremrangebyscore(quotaIndexKey(partition), "-inf", before);
}

/** The incarnation of the data; empty when there is none. */
export async function incarnationOf(redis: Redis, partition: number): Promise<string> {
  return (await redis.hget(incarnationKey(partition), "id")) ?? "";
}

/** The counts that have changed since `since`, by Redis' time in ms, and the time of the newest change. */
export async function changedCounts(
  redis: Redis,
  partition: number,
  since: number,
): Promise<{ counts: QuotaCount[]; newest: number }> {
  const index = quotaIndexKey(partition);
  const found = await redis.zrangebyscore(index, since, "+inf", "WITHSCORES");
  const names = found.filter((_, position) => position % 2 === 0);
  const counts: QuotaCount[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE);
    const pipeline = redis.pipeline();
    for (const name of some) pipeline.hgetall(quotaKey(partition, name));
    const replies = (await pipeline.exec()) ?? [];
    replies.forEach(([error, fields], position) => {
      if (error !== null) throw error;
      counts.push(...countOf(some[position] ?? "", fields as Record<string, string>));
    });
  }
  return { counts, newest: Number(found.at(-1) ?? since) };
}

/** Nothing for a count that is gone by now. */
function countOf(name: string, { ends, ...fields }: Record<string, string>): QuotaCount[] {
  if (ends === undefined) return [];
  const charges = Object.entries(fields)
    .filter(
      ([field, charge]) => field.startsWith("w:") && WORKER.test(field.slice(2)) && /^\d{1,15}$/.test(charge),
    )
    .map(([field, charge]) => [field.slice(2), Number(charge)] as const);
  return [{ name, ends: Number(ends), charges: Object.fromEntries(charges) }];
}
