import { deriveKeys, type KeyInUse } from "@zerq/crypto/shared-keys";
import type { Verifier } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import { type ChainKeeper, createChainKeeper } from "@zerq/plane-protocol/chain-keeper";
import { KeptFile } from "@zerq/plane-protocol/kept-file";
import { createRedisTransport } from "@zerq/service/follower-transport";
import { connectRedis } from "@zerq/service/redis";
import type { PortalSettings } from "../env.ts";

/** The file of PORTAL_SNAPSHOT_FILE. Undefined when none is kept. */
export function keptFileOf(settings: PortalSettings, portalKey: KeyInUse): KeptFile | undefined {
  const path = settings.PORTAL_SNAPSHOT_FILE;
  if (path === "") return undefined;
  const keys = deriveKeys(portalKey.all, "last-known-good");
  return new KeptFile({ path, keys, deployment: settings.ZERQ_DEPLOYMENT_ID, audience: "portal" });
}

/** Keeps the projection for the next start, on connections of its own: what it reads must not stand before a session's. */
export function createProjectionKeeper(options: {
  settings: PortalSettings;
  portalKey: KeyInUse;
  verifier: Verifier;
  log: Logger;
}): ChainKeeper | undefined {
  const { settings, portalKey, verifier, log } = options;
  const file = keptFileOf(settings, portalKey);
  if (file === undefined) return undefined;
  // That Redis is away is told by the portal's own connections.
  const redis = connectRedis(settings.REDIS_URL, () => undefined);
  const subscriber = connectRedis(settings.REDIS_URL, () => undefined);
  const keeper = createChainKeeper({
    file,
    audience: "portal",
    deployment: settings.ZERQ_DEPLOYMENT_ID,
    verifier,
    transport: createRedisTransport("portal", redis, subscriber),
    onProblem: (problem) => log.warn("the projection can't be kept", { problem: problem.message }),
  });
  return {
    counts: keeper.counts,
    async start() {
      await redis.connect().catch(() => undefined);
      await keeper.start();
    },
    async stop() {
      redis.disconnect();
      subscriber.disconnect();
      await keeper.stop();
    },
  };
}
