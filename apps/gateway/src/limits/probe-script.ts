import { script } from "./redis-port.ts";
import { HOLD_MS, LONGEST_HOLD_MS, MEMBER_MS, PATIENCE_MS } from "./times.ts";

/**
 * Keeps membership, and notices when Redis has lost data: the incarnation is missing, or another Redis process has it (it
 * may have come back from an older state). Then a new incarnation begins, which grants nothing until every worker that is
 * known to anyone has replayed its spends.
 *
 * KEYS: incarnation (hash: id, previous, run, born, open, time, version), members (sorted set: worker → last probe),
 * awaited and finished (sets of workers, while the incarnation isn't open).
 * ARGV: worker, incarnation it knows or '', id for a new one, '1' when it has replayed into the one it knows, version of the
 * members it knows, then the members it knows. Times are microseconds.
 */
const text = `
local incarnation, members, awaited, finished = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local worker, mine = ARGV[1], ARGV[2]
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local state = redis.call('HMGET', incarnation, 'id', 'run', 'time', 'open', 'born', 'version', 'previous')
local time = redis.call('TIME')
local now = math.max(time[1] * 1000000 + time[2], tonumber(state[3] or '0'))
local id, open, born = state[1], state[4] == '1', tonumber(state[5] or '0')
local version, previous = tonumber(state[6] or '0'), state[7]
local since = now - ${MEMBER_MS * 1_000}

if not id or state[2] ~= run then
  redis.call('DEL', awaited, finished)
  if id then
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', members, since, '+inf')) do
      redis.call('SADD', awaited, member)
    end
  end
  previous, id, open, born = id or '', ARGV[3], false, now
  redis.call('HSET', incarnation, 'id', id, 'previous', previous, 'run', run, 'born', born, 'open', 0)
end

version = version + redis.call('ZADD', members, now, worker)
version = version + redis.call('ZREMRANGEBYSCORE', members, '-inf', since)

local wait = 0
if not open then
  for i = 6, #ARGV do
    if redis.call('SISMEMBER', finished, ARGV[i]) == 0 then redis.call('SADD', awaited, ARGV[i]) end
  end
  if mine == '' or (mine == id and ARGV[4] == '1') then
    redis.call('SADD', finished, worker)
    redis.call('SREM', awaited, worker)
  elseif redis.call('SISMEMBER', finished, worker) == 0 then
    redis.call('SADD', awaited, worker)
  end
  -- Whoever has been heard in this incarnation is alive and about to replay; whoever hasn't may be dead.
  local expected = 0
  for _, member in ipairs(redis.call('SMEMBERS', awaited)) do
    local patience = ${PATIENCE_MS * 1_000}
    local seen = redis.call('ZSCORE', members, member)
    if seen and tonumber(seen) >= born then patience = ${LONGEST_HOLD_MS * 1_000} end
    if now < born + patience then expected = expected + 1 end
  end
  wait = born + ${HOLD_MS * 1_000} - now
  if wait <= 0 and expected == 0 then
    open = true
    redis.call('HSET', incarnation, 'open', 1)
    redis.call('DEL', awaited, finished)
  end
end
redis.call('HSET', incarnation, 'time', now, 'version', version)
local reply = {id, previous, now, open and 1 or 0, math.max(0, wait), version}
if version ~= tonumber(ARGV[5]) then
  for _, member in ipairs(redis.call('ZRANGE', members, 0, -1)) do reply[#reply + 1] = member end
end
return reply
`;

export const probeScript = script(text);

/** Takes a worker that stops out of the members. KEYS: incarnation, members. ARGV: worker. */
export const leaveScript = script(`
if redis.call('ZREM', KEYS[2], ARGV[1]) == 1 and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HINCRBY', KEYS[1], 'version', 1)
end
return 1
`);
