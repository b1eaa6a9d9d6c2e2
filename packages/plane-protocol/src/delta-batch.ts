import { deltaKey } from "./channels.ts";
import type { Audience } from "./delta.ts";
import { longest } from "./signed-message.ts";

/** Bytes of deltas that are read in one go, or one delta that is larger: a follower that catches up holds no more at once. */
export const DELTA_BATCH_BYTES = 4 * 1024 * 1024;

/**
 * KEYS deltas. ARGV most bytes, most bytes of one, versions. Gives the texts in order, nothing for one that isn't there or that
 * nobody would take, and ends before the bytes are too many; the first is given in any case.
 */
const READ_DELTAS = `
local texts, left = {}, tonumber(ARGV[1])
for i = 3, #ARGV do
  local length = redis.call('HSTRLEN', KEYS[1], ARGV[i])
  if length > tonumber(ARGV[2]) then
    texts[#texts + 1] = false
  elseif length > left and #texts > 0 then
    break
  else
    texts[#texts + 1] = redis.call('HGET', KEYS[1], ARGV[i])
    left = left - length
  end
end
return texts
`;

/** What a client of Redis is to EVAL for deltas `from` to `to`, both included; answered as FollowerTransport.readDeltas says. */
export function deltaBatch(
  audience: Audience,
  from: number,
  to: number,
): [script: string, keys: 1, ...parameters: (string | number)[]] {
  const versions = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return [READ_DELTAS, 1, deltaKey(audience), DELTA_BATCH_BYTES, longest.delta, ...versions];
}
