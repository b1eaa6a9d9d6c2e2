import type { Signer } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import { deltaChannel, deltaKey, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import {
  type Audience,
  type FullSnapshotPayload,
  SCHEMA_VERSION,
  signFullSnapshot,
  signHead,
} from "@zerq/plane-protocol/delta";
import { type Connection, trusted } from "mongoose";
import { gatewayAudience, type Head, portalAudience, readHead } from "../changes/head.ts";
import type { Redis } from "../redis.ts";
import { type ConfigVersion, configVersionModel } from "./config-version.model.ts";

/**
 * KEYS deltas, version. ARGV channel, kept, then pairs of version and text. Stores what is new and publishes what is next,
 * in order; a version at or below the published one is ignored. Gives the published version, or -1 when there is none yet.
 */
const PUBLISH = `
local head = redis.call('GET', KEYS[2])
if not head then return -1 end
head = tonumber(head)
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

/** KEYS full, version. ARGV text, version, seed (1: only where there is no version yet). A full snapshot never goes back. */
const STORE_FULL = `
local published = redis.call('GET', KEYS[2])
if ARGV[3] == '1' then
  if published then return 0 end
  redis.call('SET', KEYS[2], ARGV[2])
elseif not published or tonumber(published) < tonumber(ARGV[2]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1])
return 1
`;

/** Deltas kept beside the full snapshot, and how many versions may pass before it is renewed. */
const KEPT_DELTAS = 1_000;
const FULL_EVERY = 200;
const SWEEP_MS = 100;
const HEAD_MS = 5_000;
const FILL_AT_MOST = 500;

export type EntitySource = (
  audience: Audience,
  atVersion: (head: Head) => void,
) => Promise<FullSnapshotPayload["entities"]>;

export type Publisher = {
  /** Publishes committed versions at once; a failure is left to the sweep. */
  publish(versions: readonly ConfigVersion[]): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The newest version that is known to be published for the gateways. */
  publishedVersion(): number;
};

type Channel = { audience: Audience; name: keyof ConfigVersion["deltas"] };
const channels: readonly Channel[] = [
  { audience: gatewayAudience, name: "gateway" },
  { audience: portalAudience, name: "portal" },
];

/**
 * Brings committed versions to Redis, in order and complete. The committer publishes its own; every instance looks for
 * what is missing ten times a second, so nothing hangs on one of them. Rows are signed already: all publish the same bytes.
 */
export function createPublisher(options: {
  connection: Connection;
  redis: Redis;
  signer: Signer;
  deployment: string;
  entities: EntitySource;
  logger: Logger;
}): Publisher {
  const { connection, redis, signer, deployment, logger } = options;
  const versions = configVersionModel(connection);
  const fullAt = new Map<Audience, number>();
  let published = 0;
  let sweepTimer: NodeJS.Timeout | undefined;
  let headTimer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  let stopped = false;
  let quiet = false;

  async function push({ audience, name }: Channel, rows: readonly ConfigVersion[]): Promise<number> {
    const pairs = rows.flatMap((row) => [String(row._id), row.deltas[name]]);
    const head = (await redis.eval(
      PUBLISH,
      2,
      deltaKey(audience),
      versionKey(audience),
      deltaChannel(audience),
      KEPT_DELTAS,
      ...pairs,
    )) as number;
    if (name === "gateway" && head > published) published = head;
    return head;
  }

  async function storeFull(audience: Audience, seed: boolean): Promise<void> {
    let at: Head | undefined;
    const entities = await options.entities(audience, (head) => {
      at = head;
    });
    if (at === undefined) return;
    const text = signFullSnapshot(signer, {
      schemaVersion: SCHEMA_VERSION,
      deployment,
      epoch: at.epoch,
      audience,
      version: at.version,
      hash: audience === portalAudience ? at.deltaHashes.portal : at.deltaHashes.gateway,
      time: Date.now(),
      entities,
    });
    await redis.eval(
      STORE_FULL,
      2,
      fullKey(audience),
      versionKey(audience),
      text,
      at.version,
      seed ? "1" : "0",
    );
    fullAt.set(audience, at.version);
  }

  /** Compares what is published with what is committed and closes the gap; an emptied Redis is seeded first. */
  async function sweep(): Promise<void> {
    const head = await readHead(connection);
    for (const channel of channels) {
      const known = await redis.get(versionKey(channel.audience));
      if (known === null) {
        logger.info("seeding Redis with a full snapshot", {
          audience: channel.audience,
          version: head.version,
        });
        await storeFull(channel.audience, true);
        await writeHead(channel.audience, head);
        continue;
      }
      for (let from = Number(known); from < head.version; ) {
        const rows = await versions
          .find({ _id: trusted({ $gt: from }) })
          .sort({ _id: 1 })
          .limit(FILL_AT_MOST)
          .lean<ConfigVersion[]>();
        if (rows.length === 0) break;
        from = await push(channel, rows);
        if (from < (rows.at(-1)?._id ?? 0)) break;
      }
      if (head.version - (fullAt.get(channel.audience) ?? 0) >= FULL_EVERY)
        await storeFull(channel.audience, false);
      if (channel.name === "gateway" && Number(known) > published) published = Number(known);
    }
  }

  async function writeHead(audience: Audience, head: Head): Promise<void> {
    const hash = audience === portalAudience ? head.deltaHashes.portal : head.deltaHashes.gateway;
    const { epoch, version } = head;
    await redis.set(
      headKey(audience),
      signHead(signer, { deployment, epoch, audience, version, hash, time: Date.now() }),
    );
  }

  async function writeHeads(): Promise<void> {
    const head = await readHead(connection);
    for (const { audience } of channels) await writeHead(audience, head);
  }

  /** Trouble shows once, not ten times a second, and so does its end. */
  async function guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (quiet) logger.info("publishing works again");
      quiet = false;
    } catch (error) {
      if (!quiet && !stopped) logger.warn(`${what} failed; it is tried again`, { error });
      quiet = true;
    }
  }

  function scheduleSweep(): void {
    if (stopped) return;
    // Jitter keeps several instances from sweeping in step.
    sweepTimer = setTimeout(
      () => {
        sweeping = guarded("the sweep of the outbox", sweep).finally(scheduleSweep);
      },
      SWEEP_MS * (0.75 + Math.random() / 2),
    );
  }

  return {
    publishedVersion: () => published,
    async publish(rows) {
      try {
        await Promise.all(channels.map((channel) => push(channel, rows)));
      } catch (error) {
        logger.warn("publishing failed; the sweep will do it", { error });
      }
    },
    async start() {
      await sweep();
      await writeHeads();
      scheduleSweep();
      headTimer = setInterval(() => void guarded("signing the head", writeHeads), HEAD_MS);
    },
    async stop() {
      stopped = true;
      clearTimeout(sweepTimer);
      clearInterval(headTimer);
      await sweeping;
    },
  };
}
