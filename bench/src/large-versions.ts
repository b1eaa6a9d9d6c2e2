// `npm run bench -- large-versions`: the two largest versions that management makes, at full size. SNAPSHOT_KEY and PORTAL_KEY
// are changed, with 10,000 secrets of jwt profiles among what is told anew; and a version is restored from which 1,950 clients
// differ. How long it takes, what it does to management's event loop and memory, how long other changes take meanwhile, and how
// long a gateway's store is busy with each delta of a change of keys.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVerifier, parsePublicKey } from "@zerq/crypto/signing";
import { startMongo } from "@zerq/dev-stack/servers/mongo";
import { startRedis } from "@zerq/dev-stack/servers/redis";
import { openDelta } from "@zerq/plane-protocol/delta";
import { EntityStore } from "@zerq/plane-protocol/entity-store";
import { gatewayEntities } from "@zerq/plane-protocol/gateway-entities";
import { testKeys } from "@zerq/test-kit/keys";
import { gatewayAudience } from "../../apps/management/src/changes/audiences.ts";
import type { ChangeLog } from "../../apps/management/src/changes/change-log.ts";
import { headModel, readHead } from "../../apps/management/src/changes/head.ts";
import { createRestore } from "../../apps/management/src/config/restore/restore.service.ts";
import { openPlaneKeys, planes, settlePlaneKeys } from "../../apps/management/src/keys/plane-keys.ts";
import { resealAll } from "../../apps/management/src/keys/reseal-all.ts";
import {
  type ConfigVersion,
  configVersionModel,
  deltaOf,
} from "../../apps/management/src/publishing/config-version.model.ts";
import { carryOutBulk } from "../../apps/management/src/resources/bulk.ts";
import { clientKind } from "../../apps/management/src/resources/clients/client.service.ts";
import { newSecretVersion } from "../../apps/management/src/resources/profiles/secret-version.ts";
import { objectId } from "../../apps/management/src/resources/resource-document.ts";
import { someone } from "../../apps/management/test/data-paths/instance.ts";
import {
  openResourceInstance,
  type ResourceInstance,
} from "../../apps/management/test/data-paths/resource-instance.ts";
import { testSettings } from "../../apps/management/test/test-settings.ts";
import { fullSize, seed } from "./management/seed.ts";
import { measureMeanwhile } from "./measure-meanwhile.ts";
import { writeResult } from "./write-result.ts";

const SECRETS = Number(process.env.BENCH_SECRETS ?? 10_000);
/** Nearly as many resources as a restore may change. */
const RESTORED = 1_950;
const BULK = 500;
const BATCH = 250;

const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
const mongo = await startMongo({ directory: join(directory, "mongo") });
const redis = await startRedis({ directory: join(directory, "redis") });
const [former, next] = [testKeys(), testKeys()];
try {
  const instance = await openResourceInstance({
    ...{ mongo: mongo.uri, redis: redis.url, encryptionKey: former.ENCRYPTION_KEY },
    ...{ snapshotKey: former.SNAPSHOT_KEY, portalKey: former.PORTAL_KEY },
    signingKey: former.CONFIG_SIGNING_KEY,
  });
  console.log("filling …");
  const { clientIds, profileIds } = await seed(instance, fullSize);
  await giveSecrets(instance, profileIds.slice(0, SECRETS));
  await giveAddresses(instance);
  const before = (await readHead(instance.connection)).version;
  const rows = {
    reseal: await measureReseal(instance),
    deltas: await measureStore(instance, before),
    restore: await measureRestore(instance, clientIds.slice(0, RESTORED)),
  };
  const page = [
    `${fullSize.clients} clients, ${fullSize.profiles} profiles of which ${SECRETS} are jwt, ${fullSize.proxies} proxies.`,
    "",
    ...Object.entries(rows).map(([what, value]) => `- ${what}: ${JSON.stringify(value)}`),
  ].join("\n");
  console.log(`${page}\n\nwritten to ${writeResult("large-versions", rows, page)}`);
  await instance.close();
} finally {
  await mongo.stop();
  await redis.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** Makes jwt profiles with one secret of them. */
async function giveSecrets({ connection, context }: ResourceInstance, ids: readonly string[]): Promise<void> {
  const rules = { algorithm: "HS256", issuer: null, audience: null, maxLifetime: null, clockSkew: 0 };
  for (let from = 0; from < ids.length; from += BATCH) {
    // Uses of a key are reserved between the batches.
    const writes = ids.slice(from, from + BATCH).map((id) => {
      const jwt = { ...rules, requiredClaims: [], versions: [newSecretVersion(context, id).version] };
      const update = { $set: { authType: "jwt", jwt, token: { versions: [] } } };
      return { updateOne: { filter: { _id: objectId(id) }, update } };
    });
    await connection.collection("profiles").bulkWrite(writes);
  }
}

/** Each client has a developer of its own, whose address the portal's projection has hashed. */
async function giveAddresses({ connection }: ResourceInstance): Promise<void> {
  await connection
    .collection("clients")
    .updateMany({}, [{ $set: { authorizedEmails: ["$email"], hasPortalAccess: true } }]);
}

async function measureReseal(instance: ResourceInstance) {
  const { connection } = instance;
  const settings = testSettings({
    ...{ MONGODB_URI: mongo.uri, REDIS_URL: redis.url, OIDC_ISSUER: "https://id.example" },
    ...{ SNAPSHOT_KEY: next.SNAPSHOT_KEY, SNAPSHOT_KEYS_PREVIOUS: former.SNAPSHOT_KEY },
    ...{ PORTAL_KEY: next.PORTAL_KEY, PORTAL_KEYS_PREVIOUS: former.PORTAL_KEY },
    CONFIG_SIGNING_KEY: former.CONFIG_SIGNING_KEY,
  });
  const keys = openPlaneKeys(settings);
  await headModel(connection).updateOne({ _id: "head" }, { $unset: { planeKeys: "" } });
  await settlePlaneKeys(connection, keys);
  const addressKeys = keys.portal.derive("address-hash");
  const context = {
    ...instance.context,
    get snapshotKey() {
      return keys.snapshot.used;
    },
    get addressKey() {
      return addressKeys.used;
    },
    get portalKeyName() {
      return keys.portal.usedName;
    },
  };
  const parts: number[] = [];
  const changes: Pick<ChangeLog, "submit"> = {
    async submit(change) {
      const began = performance.now();
      const committed = await instance.changes.submit(change);
      parts.push(Math.round(performance.now() - began));
      return committed;
    },
  };
  const ready = new Set(planes);
  const measured = await measureMeanwhile(instance, () => resealAll({ context, keys, ready, changes }));
  return { ...measured, versions: parts };
}

/** Labels of as many resources as a restore goes back over are changed, and then restored. */
async function measureRestore(instance: ResourceInstance, ids: readonly string[]) {
  const { connection, context, changes } = instance;
  const { version } = await readHead(connection);
  for (let from = 0; from < ids.length; from += BULK)
    await carryOutBulk(clientKind(context), changes, someone, {
      ...{ action: "labels", ids: ids.slice(from, from + BULK), revisions: {}, labels: { moved: "yes" } },
    });
  const restore = createRestore(context, changes);
  const go = (dryRun: boolean) => restore({ ...someone }, version, { dryRun, reactivate: false });
  const dryRun = await measureMeanwhile(instance, () => go(true));
  const real = await measureMeanwhile(instance, () => go(false));
  return { resources: ids.length, dryRun, real };
}

/** What a gateway does with each delta before it compiles: verify, parse, hold against the schemas. */
async function measureStore({ connection }: ResourceInstance, before: number) {
  const verifier = createVerifier([parsePublicKey(former.CONFIG_VERIFY_KEYS)]);
  const rows = await configVersionModel(connection).find().sort({ _id: 1 }).lean<ConfigVersion[]>();
  const store = new EntityStore(gatewayEntities);
  const large = rows
    .filter(({ _id, action }) => _id > before && action === "keys.share")
    .map((row) => deltaOf(row, gatewayAudience) ?? "");
  const taken = large.map((text) => {
    const start = performance.now();
    store.apply(openDelta(verifier, text).changes);
    return { bytes: text.length, ms: Math.round(performance.now() - start) };
  });
  return taken;
}
