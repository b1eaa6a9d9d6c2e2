import { QUOTA_KEPT_MS } from "@zerq/plane-protocol/limit-keys";
import { script } from "./redis-port.ts";
import { RECALL_MS } from "./times.ts";

/**
 * Takes what a worker says about one quota, and grants what it asks for, in one step.
 *
 * KEYS: counts (hash: `ends` of the calendar window, `total`, `lent`, `recalled`, and for each worker `w:<worker>` what it is
 * charged, `h:<worker>` how much of that it holds, `n:<worker>` its newest call), incarnation, index (sorted set of the quotas by their
 * last change). Window edges are milliseconds, all other times microseconds.
 *
 * Why no window holds more than `max`: a worker is charged what it has admitted in the window and what it may still admit,
 * the sum of the charges is never more than `max` after a grant, and what it may still admit grows by grants only. It says
 * both numbers whole with every call, so that a call that is lost, or a reply, costs nothing but time; a call that arrives after
 * a newer one is not heard.
 */
const text = `
local counts, incarnation, index = KEYS[1], KEYS[2], KEYS[3]
local worker, name = ARGV[1], ARGV[3]
local known = redis.call('HMGET', incarnation, 'id', 'open', 'time', 'seeded')
if known[1] ~= ARGV[2] then return {'lost'} end
local time = redis.call('TIME')
local now = math.max(time[1] * 1000000 + time[2], tonumber(known[3] or '0'))
redis.call('HSET', incarnation, 'time', now)

local max, waiting, wish, lead = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local sequence, sharing = tonumber(ARGV[8]), tonumber(ARGV[9])
local saidEnds, spent, held = ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12])
local ends
for i = 14, 16 do
  if now >= ARGV[i] * 1000 and now < ARGV[i + 1] * 1000 then ends = ARGV[i + 1] end
end
if not ends then return redis.error_reply('ERR the worker is off by more than a calendar window') end

local mine, holds, newest = 'w:' .. worker, 'h:' .. worker, 'n:' .. worker
local state = redis.call('HMGET', counts, 'ends', 'total', 'lent', 'recalled', mine, holds, newest)
if state[1] ~= ends then
  redis.call('DEL', counts)
  redis.call('HSET', counts, 'ends', ends)
  redis.call('PEXPIREAT', counts, ends + ${QUOTA_KEPT_MS})
  state = {}
end
if state[7] and tonumber(state[7]) >= sequence then return {'lost'} end
local total, lent = tonumber(state[2] or '0'), tonumber(state[3] or '0')
local before, hadHeld = tonumber(state[5] or '0'), tonumber(state[6] or '0')
-- What is said about another window doesn't count in this one.
local charge, holding = before, 0
if saidEnds == ends then charge, holding = spent + held, held end

local open, seeded = known[2] == '1', known[4] == known[1]
local need, extra, expiry = 0, 0, 0
if open and seeded and waiting + wish > 0 then
  local left = math.max(0, max - total - charge + before)
  need = math.min(waiting, left)
  left = left - need
  if left >= 16 then
    extra = math.min(wish, math.floor(max / 1000), math.floor(left / 2 / sharing))
    if extra < 2 then extra = 0 end
  end
  if need + extra > 0 then expiry = math.min(ends * 1000, now + lead) end
end
charge = charge + need + extra
-- What is fetched for requests that wait for another limit as well may come back, as what is fetched ahead of need.
holding = holding + extra + math.min(need, tonumber(ARGV[18]))
total = total + charge - before
lent = lent + holding - hadHeld
redis.call('HSET', counts, 'total', total, 'lent', lent, mine, charge, holds, holding, newest, sequence)
if charge ~= before then redis.call('ZADD', index, math.floor(now / 1000), name) end

local others = lent - holding
if open and seeded and need < waiting and others > 0 and now - tonumber(state[4] or '0') >= ${RECALL_MS * 1_000} then
  redis.call('HSET', counts, 'recalled', now)
  redis.call('PUBLISH', ARGV[13], name)
end
local kind = 'open'
if not open then kind = 'held' elseif not seeded then kind = 'unseeded' end
return {kind, now, need, extra, expiry, math.max(0, max - total), sharing, tonumber(ends), others, sequence}
`;

export const quotaScript = script(text);
