import type { Signer } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import { type ChangeLog, openChangeLog } from "./changes/change-log.ts";
import type { OnStop, Stores } from "./open-stores.ts";
import { audienceEntities } from "./publishing/audience-entities.ts";
import { createPublisher } from "./publishing/publisher.ts";
import type { ResourceContext } from "./resources/resource-kind.ts";
import { setUpDeployment } from "./resources/set-up.ts";

/** The way of a change: commit, publication, and the sweep that publishes what others left. */
export async function openChanges(
  { connection, redis, subscriber }: Stores,
  context: ResourceContext,
  signer: Signer,
  logger: Logger,
  onStop: OnStop,
): Promise<ChangeLog> {
  const { deployment } = context;
  const entities = audienceEntities(context);
  const publisher = createPublisher({ connection, redis, signer, deployment, entities, logger });
  onStop(() => publisher.stop());
  const changes = await openChangeLog({
    context: { connection, signer, deployment },
    redis,
    subscriber,
    logger,
    publish: (versions) => publisher.publish(versions),
  });
  onStop(() => changes.close());
  await setUpDeployment(context, changes);
  await publisher.start();
  return changes;
}
