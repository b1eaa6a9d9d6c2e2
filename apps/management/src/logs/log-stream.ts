import { requestLogStream } from "@zerq/plane-protocol/channels";
import type { Redis } from "@zerq/service/redis";

/** A batch as it lies in the stream; `text` is empty when it has no field of that kind. */
export type StreamEntry = { id: string; text: string };

export type LogStream = {
  /** What another instance has left behind, or what is new; waits up to a second for it. */
  read(): Promise<StreamEntry[]>;
  /** Acknowledges entries and takes them off the stream. */
  done(entries: readonly StreamEntry[]): Promise<void>;
  /** Takes this reader off the group, unless something is left that others have to claim first. */
  leave(): Promise<void>;
};

const GROUP = "management";
/** Batches at once: with the gateways' largest batches 80,000 entries. */
const COUNT = 16;
const BLOCK_MS = 1_000;
/** Whoever hasn't acknowledged a batch for so long has died, or can't write. */
const ABANDONED_MS = 10_000;
const CLAIM_EVERY_MS = 2_000;
/** A reader asks every second; one that was silent for so long is gone. */
const GONE_MS = 3_600_000;

/**
 * KEYS stream. ARGV group, consumer, abandoned ms, count, gone ms. Gives the batches that nobody acknowledged; those that
 * Redis has dropped from the stream meanwhile are acknowledged, and readers that are gone taken off the group.
 */
const CLAIM = `
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  if consumer[4] == 0 and consumer[6] > tonumber(ARGV[5]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer[2])
  end
end
local claimed = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], '0-0', 'COUNT', ARGV[4], 'JUSTID')[2]
local entries = {}
for _, id in ipairs(claimed) do
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  if entry then entries[#entries + 1] = entry else redis.call('XACK', KEYS[1], ARGV[1], id) end
end
return entries
`;

/** KEYS stream. ARGV group, ids. Off the list of the pending and off the stream in one step: nothing else reads it. */
const DONE = `
redis.call('XACK', KEYS[1], unpack(ARGV))
return redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
`;

/** KEYS stream. ARGV group, consumer. A reader that has pending batches must stay, or nobody could claim them. */
const LEAVE = `
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
return redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
`;

type RawEntry = [id: string, fields: string[]];

/** The stream of request-log batches as one reader of the group sees it. @param consumer unique among all that live */
export function createLogStream(redis: Redis, blocking: Redis, consumer: string): LogStream {
  let hasGroup = false;
  let nextClaim = 0;

  async function ensureGroup(): Promise<void> {
    if (hasGroup) return;
    try {
      // From the beginning: what was written before there was a management is read too.
      await redis.xgroup("CREATE", requestLogStream, GROUP, "0", "MKSTREAM");
    } catch (error) {
      if (!String(error).includes("BUSYGROUP")) throw error;
    }
    hasGroup = true;
  }

  async function claim(): Promise<StreamEntry[]> {
    if (performance.now() < nextClaim) return [];
    nextClaim = performance.now() + CLAIM_EVERY_MS;
    const asked = [GROUP, consumer, ABANDONED_MS, COUNT, GONE_MS];
    const entries = (await redis.eval(CLAIM, 1, requestLogStream, ...asked)) as RawEntry[];
    // There may be more; the next read looks again at once.
    if (entries.length > 0) nextClaim = 0;
    return entries.map(toEntry);
  }

  async function readNew(): Promise<StreamEntry[]> {
    const answer = (await blocking.xreadgroup(
      "GROUP",
      GROUP,
      consumer,
      "COUNT",
      COUNT,
      "BLOCK",
      BLOCK_MS,
      "STREAMS",
      requestLogStream,
      ">",
    )) as [string, RawEntry[]][] | null;
    return (answer?.[0]?.[1] ?? []).map(toEntry);
  }

  return {
    async read() {
      await ensureGroup();
      try {
        const claimed = await claim();
        return claimed.length > 0 ? claimed : await readNew();
      } catch (error) {
        // An emptied Redis has no group any more.
        hasGroup = false;
        throw error;
      }
    },
    async done(entries) {
      if (entries.length === 0) return;
      await redis.eval(DONE, 1, requestLogStream, GROUP, ...entries.map(({ id }) => id));
    },
    async leave() {
      await redis.eval(LEAVE, 1, requestLogStream, GROUP, consumer);
    },
  };
}

function toEntry([id, fields]: RawEntry): StreamEntry {
  const at = fields.indexOf("b");
  return { id, text: at === -1 ? "" : (fields[at + 1] ?? "") };
}
