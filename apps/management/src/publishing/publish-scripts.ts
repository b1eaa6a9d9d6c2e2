import type { Audience } from "@zerq/plane-protocol/delta";

/**
 * `<version>:<time in ms>` of the stored full snapshot: for publishers only, since followers read it from the snapshot.
 * The hash tag is that of the audience's other keys (@zerq/plane-protocol/channels).
 */
export const fullMarkKey = (audience: Audience) => `zerq:{cfg:${audience}}:full-mark`;
/** Held by the instance that makes the next full snapshot, so that not all of them do. */
export const fullClaimKey = (audience: Audience) => `zerq:{cfg:${audience}}:full-claim`;

/**
 * KEYS deltas, version. ARGV channel, kept, then pairs of version and text. Stores what is new and publishes what is next,
 * in order; a version at or below the published one is ignored. Gives the published version, or -1 when there is none.
 */
export const PUBLISH = `
local head = tonumber(redis.call('GET', KEYS[2]) or '')
if not head then return -1 end
for i = 3, #ARGV, 2 do
  if tonumber(ARGV[i]) > head then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
local text = redis.call('HGET', KEYS[1], head + 1)
while text do
  head = head + 1
  redis.call('SET', KEYS[2], head)
  redis.call('PUBLISH', ARGV[1], text)
  redis.call('HDEL', KEYS[1], head - tonumber(ARGV[2]))
  text = redis.call('HGET', KEYS[1], head + 1)
end
return head
`;

/** KEYS full, mark, version. ARGV text, version, time. A full snapshot never goes back, nor ahead of what is published. */
export const STORE_FULL = `
local published = tonumber(redis.call('GET', KEYS[3]) or '')
local stored = tonumber(string.match(redis.call('GET', KEYS[2]) or '', '^%d+') or '')
if not published or published < tonumber(ARGV[2]) then return 0 end
if stored and stored > tonumber(ARGV[2]) and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2] .. ':' .. ARGV[3])
return 1
`;

/**
 * KEYS full, mark, version, deltas. ARGV text, version, time, expected version as it was read (empty: none), channel, and
 * the version's delta (empty for version 0). Begins anew with a full snapshot, unless another was faster, and tells
 * followers that had all but the last version.
 */
export const RESET = `
-- MGET has nothing to say of a key of another type, where GET would fail.
if (redis.call('MGET', KEYS[3])[1] or '') ~= ARGV[4] then return 0 end
redis.call('DEL', KEYS[4])
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2] .. ':' .. ARGV[3])
redis.call('SET', KEYS[3], ARGV[2])
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[4], ARGV[2], ARGV[6])
  redis.call('PUBLISH', ARGV[5], ARGV[6])
end
return 1
`;

/** KEYS full, mark, version, deltas. ARGV most. Whether a follower could start from what is there: 1, or 0 for a hole. */
export const IS_WHOLE = `
local published = tonumber(redis.call('GET', KEYS[3]) or '')
local stored = tonumber(string.match(redis.call('GET', KEYS[2]) or '', '^%d+') or '')
if not published or not stored or redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if published - stored > tonumber(ARGV[1]) then return 0 end
for version = stored + 1, published do
  if redis.call('HEXISTS', KEYS[4], version) == 0 then return 0 end
end
return 1
`;
