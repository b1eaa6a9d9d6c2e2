import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { createSigner, parsePrivateKey } from "@zerq/crypto/signing";
import { createLogger } from "@zerq/logging/logger";
import { Secret } from "@zerq/logging/secret";
import { type ChangeLog, openChangeLog } from "../../src/changes/change-log.ts";
import { type Connection, connectDatabase } from "../../src/database/connect.ts";
import { openKeyRing } from "../../src/keys/key-records.ts";
import { prepareDatabase } from "../../src/prepare-database.ts";
import { audienceEntities } from "../../src/publishing/audience-entities.ts";
import { createPublisher } from "../../src/publishing/publisher.ts";
import type { ResourceContext } from "../../src/resources/resource-kind.ts";
import { createServices, type Services } from "../../src/resources/services.ts";
import { setUpDeployment } from "../../src/resources/set-up.ts";
import { environmentKeys } from "../environment-keys.ts";
import { deployment, openTestRedis } from "./instance.ts";

/** What instances share: addresses, and keys as base64. */
export type Site = {
  mongo: string;
  redis: string;
  encryptionKey: string;
  snapshotKey: string;
  portalKey: string;
  signingKey: string;
};

export type ResourceInstance = {
  connection: Connection;
  context: ResourceContext;
  services: Services;
  changes: ChangeLog;
  close(): Promise<void>;
};

/** A management instance as it runs, but for HTTP: real resources, change log, publisher and sweep. */
export async function openResourceInstance(site: Site): Promise<ResourceInstance> {
  const logger = createLogger({ service: "test", level: "error" });
  const key = (text: string) => secretKey(Buffer.from(text, "base64"));
  const connection = await connectDatabase(new Secret(site.mongo));
  const [redis, subscriber] = [await openTestRedis(site.redis), await openTestRedis(site.redis)];
  await prepareDatabase(connection);
  const context: ResourceContext = {
    connection,
    ring: await openKeyRing(connection, environmentKeys(key(site.encryptionKey))),
    deployment,
    snapshotKey: key(site.snapshotKey),
    addressKey: deriveKey(key(site.portalKey), "address-hash"),
    checkEgress: () => undefined,
  };
  const signer = createSigner(parsePrivateKey(site.signingKey));
  const entities = audienceEntities(context);
  const publisher = createPublisher({ connection, redis, signer, deployment, entities, logger });
  const changes = await openChangeLog({
    context: { connection, signer, deployment },
    redis,
    subscriber,
    logger,
    publish: publisher.publish,
  });
  await setUpDeployment(context, changes);
  await publisher.start();
  return {
    connection,
    context,
    services: createServices(context, changes),
    changes,
    async close() {
      await changes.close();
      await publisher.stop();
      redis.disconnect();
      subscriber.disconnect();
      await connection.close();
    },
  };
}
