import { script } from "./redis-port.ts";
import { RECALL_MS } from "./times.ts";

/**
 * Settles what a worker reports about one key, charges what it owes, and grants what it asks for, in one step.
 *
 * KEYS: counts (hash: bucket → charges, `l<bucket>` → how many of them are lent, `epoch`, `total`, `recalled`), order
 * (sorted set of the buckets), workers (sorted set: worker → generation of a 6th of the window in which it was last seen),
 * incarnation. All times are microseconds.
 *
 * Why no window holds more than `max`: a lease granted at time r with its end at E is charged from r until E + window and
 * spent only before E. Take any window and the last grant r for something spent in it: everything spent in the window
 * was charged at r (a spend before r ends its charge a window after it at the soonest), and the charges at r were at most `max`.
 */
const text = `
local counts, order, workers, incarnation = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local known = redis.call('HMGET', incarnation, 'id', 'open', 'time')
if known[1] ~= ARGV[2] then return {'lost'} end
local time = redis.call('TIME')
local now = math.max(time[1] * 1000000 + time[2], tonumber(known[3] or '0'))
redis.call('HSET', incarnation, 'time', now)

local max, window = tonumber(ARGV[4]), tonumber(ARGV[5])
local waiting, wish, lead = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local fine = math.ceil(window / 6000)
local state = redis.call('HMGET', counts, 'epoch', 'total', 'recalled')
local total = tonumber(state[2] or '0')

local past = math.floor((now - window) / fine)
local gone = redis.call('ZRANGEBYSCORE', order, '-inf', past)
for i = 1, #gone do
  total = total - (redis.call('HGET', counts, gone[i]) or 0)
  redis.call('HDEL', counts, gone[i], 'l' .. gone[i])
end
if #gone > 0 then redis.call('ZREMRANGEBYSCORE', order, '-inf', past) end

local function take(bucket, count)
  if count == 0 then return 0 end
  local have = tonumber(redis.call('HGET', counts, bucket) or '0')
  if count >= have then
    count = have
    redis.call('HDEL', counts, bucket, 'l' .. bucket)
    redis.call('ZREM', order, bucket)
  else
    redis.call('HINCRBY', counts, bucket, -count)
  end
  total = total - count
  return count
end
local function put(bucket, count)
  if count == 0 or tonumber(bucket) <= past then return end
  redis.call('HINCRBY', counts, bucket, count)
  redis.call('ZADD', order, bucket, bucket)
  total = total + count
end

-- Leases of another epoch are unknown here: settling them would free what others have spent.
local epoch = state[1]
local settles = epoch and epoch == ARGV[3]
local prefix = ARGV[2] .. ':'
if not epoch or string.sub(epoch, 1, #prefix) ~= prefix then
  epoch = prefix .. string.format('%.0f', now)
  redis.call('HSET', counts, 'epoch', epoch)
  settles = false
end
local at = 11
local last = at + 3 * ARGV[at]
while at < last do
  if settles then
    local moved = take(ARGV[at + 1], tonumber(ARGV[at + 3]))
    if ARGV[at + 2] ~= '0' then put(ARGV[at + 2], moved) end
  end
  at = at + 3
end
at = at + 1
last = at + 2 * ARGV[at]
while at < last do
  local lent = 'l' .. ARGV[at + 1]
  if settles and redis.call('HEXISTS', counts, lent) == 1 then
    if redis.call('HINCRBY', counts, lent, -ARGV[at + 2]) <= 0 then redis.call('HDEL', counts, lent) end
  end
  at = at + 2
end
at = at + 1
last = at + 2 * ARGV[at]
while at < last do
  put(ARGV[at + 1], tonumber(ARGV[at + 2]))
  at = at + 2
end

local open = known[2] == '1'
local life = math.ceil(window * 7 / 6 / 1000) + 20000
local need, extra, expiry, sharing, lent = 0, 0, 0, 0, 0
if open and waiting + wish > 0 then
  local generation = math.floor(now / (window / 6))
  redis.call('ZADD', workers, generation, ARGV[1])
  redis.call('ZREMRANGEBYSCORE', workers, '-inf', generation - 2)
  redis.call('PEXPIRE', workers, life)
  sharing = redis.call('ZCARD', workers)
  local left = math.max(0, max - total)
  need = math.min(waiting, left)
  left = left - need
  if left >= 16 then
    extra = math.min(wish, math.floor(left / 2 / sharing))
    if extra < 2 then extra = 0 end
  end
  if need + extra > 0 then
    local ahead = lead
    if extra > 0 then ahead = math.max(lead, window / 6 * extra / wish) end
    local width = fine
    if max > 1000 then width = fine * 10 end
    expiry = (math.floor((now + ahead) / width) + 1) * (width / fine)
    put(expiry, need + extra)
    if extra > 0 then redis.call('HINCRBY', counts, 'l' .. string.format('%.0f', expiry), extra) end
  end
end

local leaves = 0
local first = redis.call('ZRANGE', order, 0, 0)[1]
if first then leaves = first * fine + window end
if open and need < waiting then
  local later = redis.call('ZRANGEBYSCORE', order, math.floor(now / fine) + 1, '+inf')
  for i = 1, #later do lent = lent + (redis.call('HGET', counts, 'l' .. later[i]) or 0) end
  if lent > 0 and now - tonumber(state[3] or '0') >= ${RECALL_MS * 1_000} then
    redis.call('HSET', counts, 'recalled', now)
    redis.call('PUBLISH', ARGV[9], ARGV[10])
  end
end
redis.call('HSET', counts, 'total', total)
redis.call('PEXPIRE', counts, life)
redis.call('PEXPIRE', order, life)
return {open and 'open' or 'held', now, need, extra, expiry, math.max(0, max - total), sharing, leaves, lent, epoch}
`;

export const leaseScript = script(text);
