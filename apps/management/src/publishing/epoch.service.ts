import { AppError } from "@zerq/errors/app-error";
import { versionKey } from "@zerq/plane-protocol/channels";
import type { Redis } from "@zerq/service/redis";
import type { Connection } from "mongoose";
import { audiencesOf } from "../changes/audiences.ts";
import type { ActorContext, Change } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { nothingForGroups } from "../changes/group-changes.ts";
import { readHead } from "../changes/head.ts";
import type { GatewayRegistry, KnownWorker } from "../gateways/gateway-registry.ts";
import type { EpochState } from "./epoch.schema.ts";

export type EpochService = {
  /** The epoch of the database, and who has what the database doesn't have. */
  state(): Promise<EpochState>;
  /**
   * Begins the next epoch, in a version of its own that tells nothing else.
   * @param present the epoch that is to end with it
   * @throws AppError `precondition_failed` when it has ended already
   */
  raise(context: ActorContext, present: number): Promise<EpochState>;
};

/** What the audit says a new epoch was about: there is one. */
const epochResource = { type: "epoch", id: "epoch", key: "epoch" } as const;

export function createEpochService(options: {
  connection: Connection;
  redis: Redis;
  changes: Pick<ChangeLog, "submit">;
  gateways: Pick<GatewayRegistry, "known">;
}): EpochService {
  const { connection, redis, changes, gateways } = options;

  /** The highest version in Redis that looks like one; null when Redis doesn't say. */
  async function publishedVersion(): Promise<number | null> {
    const audiences = audiencesOf((await readHead(connection)).audienceHashes);
    const reading = audiences.map((audience) => redis.mget(versionKey(audience)));
    const found = await Promise.all(reading).catch(() => null);
    if (found === null) return null;
    return Math.max(0, ...found.flat().map((text) => (/^\d{1,15}$/.test(text ?? "") ? Number(text) : 0)));
  }

  async function state(): Promise<EpochState> {
    const published = await publishedVersion();
    const workers = gateways.known();
    // Read last: what the others have honestly was committed before.
    const { epoch, version } = await readHead(connection);
    const apart = workers.filter((worker) => isApart(worker, { epoch, version }));
    return {
      ...{ epoch, version },
      redisIsAhead: published === null ? null : published > version,
      gatewaysApart: [...new Set(apart.map(({ report }) => report.instanceId))].toSorted(),
    };
  }

  return {
    state,
    async raise(context, present) {
      // Before the change: after it nothing may look like a failure any more.
      const found = await state();
      const { version, result } = await changes.submit(newEpoch(context, present));
      return { ...found, epoch: result, version };
    },
  };
}

/** In the database's epoch, with a later version than the database's or another history. One of an earlier epoch is behind. */
function isApart({ report }: KnownWorker, head: { epoch: number; version: number }): boolean {
  if ((report.epoch ?? head.epoch) !== head.epoch) return false;
  return report.version > head.version || /: (rollback|broken-chain) /.test(report.lastError ?? "");
}

/** The change itself. Its result is the new epoch. */
export function newEpoch(context: ActorContext, present: number): Change<number> {
  return {
    context,
    async plan(_session, { epoch }) {
      if (epoch !== present)
        throw new AppError("precondition_failed", { message: `The epoch is ${epoch} by now.` });
      return {
        writes: [],
        audit: {
          action: "config.epoch",
          resource: epochResource,
          body: { epoch },
          before: { epoch },
          after: { epoch: epoch + 1 },
        },
        gateways: nothingForGroups,
        portal: [],
        raisesEpoch: true,
        result: epoch + 1,
      };
    },
  };
}
