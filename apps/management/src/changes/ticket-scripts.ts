/** The ticket's scripts and keys: one hash tag, so that they live in one slot of a cluster. */

export const TICKET = "zerq:{changes}:ticket";
export const HOLDER = "zerq:{changes}:holder";
export const WAITERS = "zerq:{changes}:waiters";
export const SEEN = "zerq:{changes}:seen";
export const HANDOVER_CHANNEL = "zerq:{changes}:handover";

/**
 * KEYS ticket, holder, waiters, seen. ARGV owner, session, ticket ms, gone ms.
 * Gives {1, session of a holder that never released} or {0, ""}. Waiters are served in the order in which they came, to the
 * microsecond: within one millisecond it would be that of their names.
 */
export const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local owner = ARGV[1]
local seen = redis.call('HGETALL', KEYS[4])
for i = 1, #seen, 2 do
  if tonumber(seen[i + 1]) < now - tonumber(ARGV[4]) then
    redis.call('HDEL', KEYS[4], seen[i])
    redis.call('ZREM', KEYS[3], seen[i])
  end
end
local first = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
local held = redis.call('GET', KEYS[1])
if (held and held ~= owner) or (first and first ~= owner) then
  redis.call('ZADD', KEYS[3], 'NX', time[1] * 1000000 + time[2], owner)
  redis.call('HSET', KEYS[4], owner, now)
  return {0, ''}
end
redis.call('ZREM', KEYS[3], owner)
redis.call('HDEL', KEYS[4], owner)
local left = redis.call('GET', KEYS[2]) or ''
redis.call('SET', KEYS[1], owner, 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2])
return {1, left}
`;

/** KEYS ticket, holder, waiters. ARGV owner, channel. Only the owner's ticket is released. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
local first = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
if first then redis.call('PUBLISH', ARGV[2], first) end
return 1
`;

/** KEYS ticket, waiters, seen. ARGV owner, channel. Who goes on without a ticket must not stand first in the line. */
export const LEAVE = `
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
local first = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
if first and redis.call('EXISTS', KEYS[1]) == 0 then redis.call('PUBLISH', ARGV[2], first) end
return 1
`;

/** KEYS ticket. ARGV owner, ticket ms. */
export const RENEW = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;
