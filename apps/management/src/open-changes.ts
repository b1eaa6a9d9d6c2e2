import type { Signer } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import type { Registry } from "prom-client";
import { type ChangeLog, openChangeLog } from "./changes/change-log.ts";
import { readHead } from "./changes/head.ts";
import { followPlaneKeys } from "./keys/plane-keys.ts";
import type { OnStop, Stores } from "./open-stores.ts";
import { audienceEntities } from "./publishing/audience-entities.ts";
import { type ConfigVersion, configVersionModel } from "./publishing/config-version.model.ts";
import { watchPublished } from "./publishing/published-metrics.ts";
import { createPublisher } from "./publishing/publisher.ts";
import { declareGroups } from "./resources/gateway-groups/declare-groups.ts";
import { narrowDefaultGroup } from "./resources/gateway-groups/narrow-default.ts";
import type { ResourceContext } from "./resources/resource-kind.ts";
import { setUpDeployment } from "./resources/set-up.ts";

/** The way of a change: commit, publication, and the sweep that publishes what others left. */
export async function openChanges(
  { connection, redis, subscriber, planeKeys }: Stores,
  context: ResourceContext,
  parts: { signer: Signer; groups: readonly string[]; registry: Registry; logger: Logger },
  onStop: OnStop,
): Promise<ChangeLog> {
  const { signer, groups, registry, logger } = parts;
  const { deployment } = context;
  const entities = audienceEntities(context);
  const publisher = createPublisher({
    ...{ connection, redis, signer, deployment, entities, logger },
    onHead: context.onHead,
  });
  onStop(() => publisher.stop());
  const changes = await openChangeLog({
    context: { connection, signer, deployment, onHead: (head) => followPlaneKeys(planeKeys, head) },
    redis,
    subscriber,
    logger,
    publish: (versions) => publisher.publish(versions),
  });
  onStop(() => changes.close());
  const versions = configVersionModel(connection);
  watchPublished(registry, publisher, {
    version: async () => (await readHead(connection)).version,
    async timeAfter(version) {
      const row = await versions
        .findOne({ _id: version + 1 })
        .select({ time: 1 })
        .lean<ConfigVersion>();
      return row?.time;
    },
  });
  await setUpDeployment(context, changes);
  await narrowDefaultGroup(context, changes);
  await declareGroups(context, changes, groups, logger);
  await publisher.start();
  return changes;
}
