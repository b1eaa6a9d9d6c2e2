import { providerStateModel } from "./auth/provider-state.model.ts";
import type { Connection } from "./database/connect.ts";
import { prepareCollections } from "./database/prepare-collections.ts";
import { idempotencyModel } from "./http/idempotency.model.ts";
import { keyModel } from "./keys/key.model.ts";
import { keyReaderModel } from "./keys/key-reader.model.ts";
import { keyRotationModel } from "./keys/key-rotation.model.ts";
import { migrationModel } from "./migrations/migration.model.ts";
import { clientModel } from "./resources/clients/client.model.ts";
import { collectionModel } from "./resources/collections/collection.model.ts";
import { credentialModel } from "./resources/credentials/credential.model.ts";
import { policyModel } from "./resources/policies/policy.model.ts";
import { profileModel } from "./resources/profiles/profile.model.ts";
import { proxyModel } from "./resources/proxies/proxy.model.ts";
import { settingsModel } from "./resources/settings/settings.model.ts";
import { logoutTokenModel } from "./session/logout-token.model.ts";
import { sessionModel } from "./session/session.model.ts";

type Preparable = { createCollection(): Promise<unknown>; createIndexes(): Promise<void> };

/** Those of resources, keys and HTTP; the rest is prepareCollections'. */
const models: readonly ((connection: Connection) => Preparable)[] = [
  settingsModel,
  collectionModel,
  proxyModel,
  clientModel,
  profileModel,
  policyModel,
  credentialModel,
  sessionModel,
  logoutTokenModel,
  providerStateModel,
  idempotencyModel,
  keyModel,
  keyReaderModel,
  keyRotationModel,
  migrationModel,
];

/**
 * Every collection of the database, with its indexes; harmless when they are there. Collections come first, since one
 * that a transaction makes by itself conflicts with the transactions beside it.
 */
export async function prepareDatabase(connection: Connection): Promise<void> {
  await prepareCollections(connection);
  await Promise.all(
    models.map(async (modelOf) => {
      const model = modelOf(connection);
      await model.createCollection();
      await model.createIndexes();
    }),
  );
}
