import type { Signer } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import type { Audience } from "@zerq/plane-protocol/delta";
import { type Connection, trusted } from "mongoose";
import { gatewayAudience, portalAudience, readHead } from "../changes/head.ts";
import type { Redis } from "../redis.ts";
import { type AudienceSnapshot, createAudienceChannel } from "./audience-channel.ts";
import { type ConfigVersion, configVersionModel } from "./config-version.model.ts";
import { createSweeper } from "./sweeper.ts";

/** Milliseconds that a change's answer waits for Redis at most. */
const PUBLISH_WITHIN_MS = 1_000;

export type EntitySource = (audience: Audience) => Promise<AudienceSnapshot>;

export type Publisher = {
  /** Publishes committed versions at once. Never throws, and soon returns: what fails is left to the sweep. */
  publish(versions: readonly ConfigVersion[]): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The newest version that is known to be published for the gateways. */
  publishedVersion(): number;
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
  logger: Logger;
}): Publisher {
  const { connection, logger } = options;
  const rows = configVersionModel(connection);
  const channels = [gatewayAudience, portalAudience].map((audience) => ({
    ...createAudienceChannel({ ...options, audience }),
    snapshot: () => options.entities(audience),
  }));
  let published = 0;
  const onPublished = (audience: Audience, version: number) => {
    if (audience === gatewayAudience) published = Math.max(published, version);
  };

  const sweeper = createSweeper({
    channels,
    logger,
    readHead: () => readHead(connection),
    readRows: (after, most) =>
      rows
        .find({ _id: trusted({ $gt: after }) })
        .sort({ _id: 1 })
        .limit(most)
        .lean<ConfigVersion[]>(),
    readRow: (version) => rows.findOne({ _id: version }).lean<ConfigVersion>(),
    onPublished,
  });

  async function push(versions: readonly ConfigVersion[]): Promise<void> {
    const pushing = channels.map(async (channel) =>
      onPublished(channel.audience, await channel.push(versions)),
    );
    await Promise.all(pushing);
  }

  return {
    publishedVersion: () => published,
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
    start: () => sweeper.start(),
    stop: () => sweeper.stop(),
  };
}
