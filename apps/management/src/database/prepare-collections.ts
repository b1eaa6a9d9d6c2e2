import type { Connection } from "mongoose";
import { accessHeadModel, accessModel, ensureAccessHead } from "../audit/access.model.ts";
import { auditModel } from "../audit/audit.model.ts";
import { accessCheckpointModel, checkpointModel } from "../audit/checkpoint.model.ts";
import { ensureHead, headModel } from "../changes/head.ts";
import { requestLogModel } from "../logs/request-log.model.ts";
import { configVersionModel } from "../publishing/config-version.model.ts";
import { quotaCheckpointModel } from "../quotas/quota-checkpoint.model.ts";
import { versionUsageModel } from "../resources/profiles/version-usage.model.ts";

/**
 * Makes what changes, audit, publishing, logs and quotas need: collections (a transaction should not have to make one), indexes and
 * the head. Harmless when they are there, and when several instances do it at once.
 */
export async function prepareCollections(connection: Connection): Promise<void> {
  const models = [
    headModel,
    auditModel,
    checkpointModel,
    accessModel,
    accessHeadModel,
    accessCheckpointModel,
    configVersionModel,
    requestLogModel,
    quotaCheckpointModel,
    versionUsageModel,
  ];
  for (const model of models) {
    await model(connection).createCollection();
    await model(connection).createIndexes();
  }
  await ensureHead(connection);
  await ensureAccessHead(connection);
}
