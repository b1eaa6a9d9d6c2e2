import type { Audience } from "@zerq/plane-protocol/delta";
import { LARGE_DELTA_BYTES, nameLargeDelta } from "@zerq/plane-protocol/large-delta";

/**
 * `<version>:<time in ms>:<length in bytes>` of the stored full snapshot: for publishers only, since followers read it from the snapshot.
 * The hash tag is that of the audience's other keys (@zerq/plane-protocol/channels).
 */
export const fullMarkKey = (audience: Audience) => `zerq:{cfg:${audience}}:full-mark`;
/** Held by the instance that makes the next full snapshot, so that not all of them do. */
export const fullClaimKey = (audience: Audience) => `zerq:{cfg:${audience}}:full-claim`;

/*
 * Anybody who can write to Redis may have left anything there. MGET has nothing to say of a key of another type where GET would
 * fail, and a key that stands in the way of its own repair is deleted.
 */

/** A large delta is only named: whoever hears of it reads it where it is stored. */
const ANNOUNCE = `
local function announce(channel, version, text)
  if #text > ${LARGE_DELTA_BYTES} then
    text = string.format('${nameLargeDelta("%d", "%d")}', version, #text)
  end
  redis.call('PUBLISH', channel, text)
end
`;

/**
 * KEYS deltas, version. ARGV channel, kept, then pairs of version and text. Stores what is new and publishes what is next, in
 * order. A version that is published already is only published again when something else stands in its place. Gives the
 * published version, or -1 when there is none.
 */
export const PUBLISH = `${ANNOUNCE}
local head = tonumber(redis.call('MGET', KEYS[2])[1] or '')
if not head then return -1 end
local kept = tonumber(ARGV[2])
local kind = redis.call('TYPE', KEYS[1])['ok']
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', KEYS[1]) end
for i = 3, #ARGV, 2 do
  local version = tonumber(ARGV[i])
  if version > head then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  elseif version > head - kept and redis.call('HGET', KEYS[1], ARGV[i]) ~= ARGV[i + 1] then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    announce(ARGV[1], version, ARGV[i + 1])
  end
end
local text = redis.call('HGET', KEYS[1], head + 1)
while text do
  head = head + 1
  redis.call('SET', KEYS[2], head)
  announce(ARGV[1], head, text)
  redis.call('HDEL', KEYS[1], head - kept)
  text = redis.call('HGET', KEYS[1], head + 1)
end
return head
`;

/**
 * KEYS full, mark, version. ARGV text, version, time. A full snapshot never goes back, nor ahead of what is published; a mark
 * that claims to be ahead is forged.
 */
export const STORE_FULL = `
local published = tonumber(redis.call('MGET', KEYS[3])[1] or '')
local stored = tonumber(string.match(redis.call('MGET', KEYS[2])[1] or '', '^%d+') or '')
if not published or published < tonumber(ARGV[2]) then return 0 end
if stored and stored <= published and stored > tonumber(ARGV[2]) and redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2] .. ':' .. ARGV[3] .. ':' .. #ARGV[1])
return 1
`;

/** KEYS claim. ARGV ms. A claim that never ends is none of ours. Gives 1 to the one who has it now. */
export const CLAIM_FULL = `
if redis.call('PTTL', KEYS[1]) == -1 then redis.call('DEL', KEYS[1]) end
return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1], 'NX') and 1 or 0
`;

/**
 * KEYS full, mark, version, deltas. ARGV text, version, time, expected version as it was read (empty: none), channel, and
 * the version's delta (empty for version 0). Begins anew with a full snapshot, unless another was faster, and tells
 * followers that had all but the last version.
 */
export const RESET = `${ANNOUNCE}
if (redis.call('MGET', KEYS[3])[1] or '') ~= ARGV[4] then return 0 end
redis.call('DEL', KEYS[4])
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2] .. ':' .. ARGV[3] .. ':' .. #ARGV[1])
redis.call('SET', KEYS[3], ARGV[2])
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[4], ARGV[2], ARGV[6])
  announce(ARGV[5], ARGV[2], ARGV[6])
end
return 1
`;

/**
 * KEYS full, mark, version, deltas. ARGV most. Whether a follower could start from what is there: 1, or 0 for a hole, or for a
 * snapshot of another length than the one that was stored.
 */
export const IS_WHOLE = `
local published = tonumber(redis.call('MGET', KEYS[3])[1] or '')
local version, length = string.match(redis.call('MGET', KEYS[2])[1] or '', '^(%d+):%d+:(%d+)$')
local stored = tonumber(version or '')
if not published or not stored or stored > published then return 0 end
if redis.call('TYPE', KEYS[1])['ok'] ~= 'string' or redis.call('STRLEN', KEYS[1]) ~= tonumber(length) then return 0 end
if published == stored then return 1 end
if published - stored > tonumber(ARGV[1]) or redis.call('TYPE', KEYS[4])['ok'] ~= 'hash' then return 0 end
for version = stored + 1, published do
  if redis.call('HEXISTS', KEYS[4], version) == 0 then return 0 end
end
return 1
`;

/**
 * KEYS deltas. ARGV version, then the digests of the deltas after it. Gives the last version up to which they are all there as
 * they were pushed.
 */
export const UNTOUCHED = `
local version = tonumber(ARGV[1])
if redis.call('TYPE', KEYS[1])['ok'] ~= 'hash' then return version end
for i = 2, #ARGV do
  local text = redis.call('HGET', KEYS[1], version + 1)
  if not text or redis.sha1hex(text) ~= ARGV[i] then return version end
  version = version + 1
end
return version
`;
