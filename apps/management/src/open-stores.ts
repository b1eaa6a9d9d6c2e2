import type { KeyRing } from "@zerq/crypto/key-ring";
import type { EgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import type { Secret } from "@zerq/logging/secret";
import { connectRedis, openRedis, type Redis, refuseEviction } from "@zerq/service/redis";
import { type Connection, connectDatabase } from "./database/connect.ts";
import type { ManagementSettings } from "./env.ts";
import { createKeyKeeper, type KeyKeeper } from "./keys/key-keeper.ts";
import { openKeyRing } from "./keys/key-records.ts";
import { keyWrappers } from "./keys/key-wrappers.ts";
import { type PlaneKeys, settlePlaneKeys } from "./keys/plane-keys.ts";
import { createUsageMeter, type UsageMeter } from "./keys/usage-meter.ts";
import { runMigrations } from "./migrations/run-migrations.ts";
import { prepareDatabase } from "./prepare-database.ts";

export type Stores = {
  connection: Connection;
  ring: KeyRing;
  keeper: KeyKeeper;
  planeKeys: PlaneKeys;
  meter: UsageMeter;
  redis: Redis;
  /** A connection of its own for subscriptions, shared by all who listen. */
  subscriber: Redis;
  /** A connection that waits for the log stream, and so serves nothing else. */
  blocking: Redis;
};

/** Does something when the service stops; what was opened last is closed first. */
export type OnStop = (close: () => unknown) => void;

/**
 * MongoDB, the key ring and Redis.
 * @throws Error with one sentence that says which setting is wrong and what to do
 */
export async function openStores(
  settings: ManagementSettings,
  planeKeys: PlaneKeys,
  egress: EgressGuard,
  logger: Logger,
  onStop: OnStop,
): Promise<Stores> {
  const connection = await connectDatabase(settings.MONGODB_URI);
  onStop(() => connection.close());
  const meter = createUsageMeter(connection, settings.DATA_KEY_MESSAGES);
  const ring = await openKeyRing(connection, keyWrappers(settings, egress), meter);
  await prepareDatabase(connection);
  await runMigrations({ connection, ring, deployment: settings.ZERQ_DEPLOYMENT_ID }, logger);
  await settlePlaneKeys(connection, planeKeys);
  const keeper = createKeyKeeper({ connection, ring, meter, planeKeys, logger });
  onStop(() => keeper.stop());
  await keeper.start();

  const openMain = () => openWatched(settings.REDIS_URL, "REDIS_URL", logger, onStop);
  const redis = await openMain();
  await refuseEviction(redis, "REDIS_URL");
  await checkQueue(settings.REDIS_QUEUE_URL, logger);
  const [subscriber, blocking] = [await openMain(), await openMain()];
  return { connection, ring, keeper, planeKeys, meter, redis, subscriber, blocking };
}

async function openWatched(
  url: Secret<string>,
  setting: string,
  logger: Logger,
  onStop: OnStop,
): Promise<Redis> {
  let quiet = false;
  const redis = connectRedis(url, (error) => {
    // A server that is away fails several times a second; once is enough to know.
    if (!quiet) logger.warn("Redis can't be reached", { setting, error });
    quiet = true;
  });
  redis.on("ready", () => {
    if (quiet) logger.info("Redis is back", { setting });
    quiet = false;
  });
  onStop(() => redis.disconnect());
  await openRedis(redis, setting);
  return redis;
}

/** The queues' Redis is opened by who works them; here it is only made sure that they will keep what they are given. */
async function checkQueue(url: Secret<string> | undefined, logger: Logger): Promise<void> {
  if (url === undefined) return;
  const closers: (() => unknown)[] = [];
  try {
    const queue = await openWatched(url, "REDIS_QUEUE_URL", logger, (close) => closers.push(close));
    await refuseEviction(queue, "REDIS_QUEUE_URL");
  } finally {
    for (const close of closers) close();
  }
}
