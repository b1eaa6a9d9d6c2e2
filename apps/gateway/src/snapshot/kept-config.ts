import { deriveKeys } from "@zerq/crypto/shared-keys";
import { createVerifier } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import { type ChainKeeper, createChainKeeper } from "@zerq/plane-protocol/chain-keeper";
import { KeptFile } from "@zerq/plane-protocol/kept-file";
import { createRedisTransport } from "@zerq/service/follower-transport";
import { createConnections } from "../connections.ts";
import type { GatewaySettings } from "../env.ts";
import { snapshotKeysOf } from "../part-settings.ts";

/** The file of GATEWAY_SNAPSHOT_FILE. Undefined when none is kept. */
export function keptFileOf(settings: GatewaySettings): KeptFile | undefined {
  const path = settings.GATEWAY_SNAPSHOT_FILE;
  if (path === "") return undefined;
  const keys = deriveKeys(snapshotKeysOf(settings), "last-known-good");
  const audience = `gateway:${settings.GATEWAY_GROUP}`;
  return new KeptFile({ path, keys, deployment: settings.ZERQ_DEPLOYMENT_ID, audience });
}

/**
 * Keeps the config for the next start. It runs in the primary, which serves nobody: no request waits for a disk, and there
 * is one writer however many workers read.
 */
export function createConfigKeeper(settings: GatewaySettings, logger: Logger): ChainKeeper | undefined {
  const file = keptFileOf(settings);
  if (file === undefined) return undefined;
  const { redis, subscriber, open, close } = createConnections(settings.REDIS_URL, logger);
  const audience = `gateway:${settings.GATEWAY_GROUP}` as const;
  const keeper = createChainKeeper({
    file,
    audience,
    deployment: settings.ZERQ_DEPLOYMENT_ID,
    verifier: createVerifier(settings.CONFIG_VERIFY_KEYS),
    transport: createRedisTransport(audience, redis, subscriber),
    onProblem: (problem) =>
      logger.warn("config can't be kept for the next start", { problem: problem.message }),
  });
  return {
    counts: keeper.counts,
    async start() {
      await open();
      await keeper.start();
    },
    async stop() {
      close();
      await keeper.stop();
    },
  };
}
