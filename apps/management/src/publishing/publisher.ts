import type { Signer } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import type { Audience } from "@zerq/plane-protocol/delta";
import type { Redis } from "@zerq/service/redis";
import { type Connection, trusted } from "mongoose";
import { audiencesOf, gatewayAudience } from "../changes/audiences.ts";
import { type Head, readHead } from "../changes/head.ts";
import { type AudienceSnapshot, createAudienceChannel } from "./audience-channel.ts";
import { type ConfigVersion, configVersionModel } from "./config-version.model.ts";
import { createSweeper, type SweptChannel } from "./sweeper.ts";

/** Milliseconds that a change's answer waits for Redis at most. */
const PUBLISH_WITHIN_MS = 1_000;

export type EntitySource = (audience: Audience) => Promise<AudienceSnapshot>;

export type Publisher = {
  /** Publishes committed versions at once. Never throws, and soon returns: what fails is left to the sweep. */
  publish(versions: readonly ConfigVersion[]): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The newest version that is known to be published for an audience; that of the group `default` when none is named. */
  publishedVersion(audience?: Audience): number;
  /** Every audience that it publishes for. */
  audiences(): Audience[];
};

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
  /** Called with the head before anything is signed that isn't signed yet. What it throws keeps that from being signed. */
  onHead?: ((head: Head) => void) | undefined;
  logger: Logger;
}): Publisher {
  const { connection, logger } = options;
  const rows = configVersionModel(connection);
  const channels: SweptChannel[] = [];
  const published = new Map<Audience, number>();
  const publishedVersion = (audience: Audience) => published.get(audience) ?? 0;
  const onPublished = (audience: Audience, version: number) =>
    published.set(audience, Math.max(publishedVersion(audience), version));

  /** A group that any instance has declared is published by all of them. */
  function openChannels(audiences: readonly Audience[]): void {
    for (const audience of audiences) {
      if (channels.some((channel) => channel.audience === audience)) continue;
      const snapshot = () => options.entities(audience);
      channels.push({ ...createAudienceChannel({ ...options, audience }), snapshot });
    }
  }

  async function readCurrent(): Promise<Head> {
    const head = await readHead(connection);
    openChannels(audiencesOf(head.audienceHashes));
    return head;
  }

  async function readToSign(): Promise<Head> {
    const head = await readCurrent();
    options.onHead?.(head);
    return head;
  }

  const sweeper = createSweeper({
    channels,
    logger,
    readHead: readCurrent,
    readToSign,
    // Versions have no holes, and are looked up each by its number: not every server finds the end of a long range without the rest.
    readRows: async (after, most) => {
      const versions = Array.from({ length: most }, (_, index) => after + 1 + index);
      const found = await rows.find({ _id: trusted({ $in: versions }) }).lean<ConfigVersion[]>();
      return found.toSorted((a, b) => a._id - b._id);
    },
    readRow: (version) => rows.findOne({ _id: version }).lean<ConfigVersion>(),
    onPublished,
  });

  async function push(versions: readonly ConfigVersion[]): Promise<void> {
    for (const { audienceDeltas = {} } of versions) openChannels(audiencesOf(audienceDeltas));
    const pushing = channels.map(async (channel) =>
      onPublished(channel.audience, await channel.push(versions)),
    );
    await Promise.all(pushing);
  }

  return {
    publishedVersion: (audience = gatewayAudience) => publishedVersion(audience),
    audiences: () => channels.map(({ audience }) => audience),
    publish(versions) {
      return new Promise((resolve) => {
        // A Redis that hangs must not hold up the answer: the change is committed.
        const timer = setTimeout(resolve, PUBLISH_WITHIN_MS);
        push(versions)
          .catch((error: unknown) => logger.warn("publishing failed; the sweep will do it", { error }))
          .finally(() => {
            clearTimeout(timer);
            resolve();
          });
      });
    },
    async start() {
      // Before the first sweep, so that what Redis has of each audience is looked at first.
      await readCurrent().catch((error: unknown) =>
        logger.warn("the head can't be read; it is tried again", { error }),
      );
      await sweeper.start();
    },
    stop: () => sweeper.stop(),
  };
}
