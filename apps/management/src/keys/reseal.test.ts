import { randomBytes } from "node:crypto";
import { openValue } from "@zerq/crypto/sealed-value";
import { randomKey } from "@zerq/crypto/secret-key";
import { KeyInUse, sharedKeys } from "@zerq/crypto/shared-keys";
import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  publicKeyOf,
} from "@zerq/crypto/signing";
import { type Audience, openDelta } from "@zerq/plane-protocol/delta";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, expect, it } from "vitest";
import { deployment, type Instance, openInstance, someone } from "../../test/data-paths/instance.ts";
import { environmentKeys } from "../../test/environment-keys.ts";
import { gatewayAudience, portalAudience } from "../changes/audiences.ts";
import { readHead } from "../changes/head.ts";
import { audienceEntities } from "../publishing/audience-entities.ts";
import { type ConfigVersion, configVersionModel, deltaOf } from "../publishing/config-version.model.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { createServices } from "../resources/services.ts";
import { setUpDeployment } from "../resources/set-up.ts";
import { openKeyRing } from "./key-records.ts";
import { followPlaneKeys, settlePlaneKeys } from "./plane-keys.ts";
import { type ResealedTo, reseal } from "./reseal.ts";

/** Far less than one client with its secrets takes. */
const LITTLE = 300;
const inUse = () => new KeyInUse(sharedKeys(randomBytes(32), [randomBytes(32)]));
const keys = { snapshot: inUse(), portal: inUse() };
const configKey = parsePrivateKey(generateSigningKeys().privateKey);
const verifier = createVerifier([publicKeyOf(configKey)]);
let instance: Instance;
let context: ResourceContext;

beforeAll(async () => {
  const redis = await freshRedis();
  const signer = createSigner(configKey);
  instance = await openInstance({ mongo: freshDatabase(), redis: redis.url, signer });
  const { connection } = instance;
  await settlePlaneKeys(connection, keys);
  const addressKeys = keys.portal.derive("address-hash");
  context = {
    connection,
    ring: await openKeyRing(connection, environmentKeys(randomKey())),
    deployment,
    get snapshotKey() {
      return keys.snapshot.used;
    },
    get addressKey() {
      return addressKeys.used;
    },
    get portalKeyName() {
      return keys.portal.usedName;
    },
    checkEgress: () => undefined,
  };
  await setUpDeployment(context, instance.changes);
  await fill();
  return async () => {
    await instance.close();
    await redis.stop();
  };
});

async function fill(): Promise<void> {
  const { collections, clients, profiles } = createServices(context, instance.changes);
  for (const name of ["one", "two", "three"]) {
    const { resource: collection } = await collections.create(someone, {
      ...{ name, basePath: `/${name}`, targetEndpoint: "http://127.0.0.1:9" },
      headers: [{ name: "X-Static", value: `value of ${name}` }],
    });
    const client = await clients.create(someone, {
      ...{ name, email: `${name}@example.com`, authorizedEmails: [`${name}@example.com`] },
      collectionIds: [collection.id],
    });
    await profiles.create(someone, { name, clientId: client.resource.id, authType: "jwt", jwt: {} });
  }
}

/** What an audience was told after a version, as `kind/id`, in order. */
async function toldAfter(version: number, audience: Audience): Promise<string[]> {
  const rows = await configVersionModel(instance.connection).find().sort({ _id: 1 }).lean<ConfigVersion[]>();
  return rows
    .filter(({ _id }) => _id > version)
    .flatMap((row) => openDelta(verifier, deltaOf(row, audience) ?? "").changes)
    .map(({ kind, id }) => `${kind}/${id}`);
}

async function resealFrom(after: ResealedTo): Promise<number> {
  let parts = 0;
  let last = after;
  do {
    last = (await instance.changes.submit(reseal(context, keys, last, LITTLE))).result;
    parts += 1;
  } while (last !== undefined);
  return parts;
}

it("tells everybody everything anew, in as many versions as it takes, and goes on after a crash in the middle", async () => {
  const { connection, changes } = instance;
  const before = await readHead(connection);
  const old = { snapshot: keys.snapshot.usedName, portal: keys.portal.usedName };
  const wanted = { snapshot: keys.snapshot.wantedName, portal: keys.portal.wantedName };
  expect(before.planeKeys).toEqual(old);

  await changes.submit(reseal(context, keys, undefined, LITTLE));
  const begun = await readHead(connection);
  expect(begun.planeKeys).toMatchObject({ ...wanted, unfinished: { snapshot: true, portal: true } });
  // The keys of both come first: by them gateways and portal see what is in use.
  const first = await toldAfter(before.version, gatewayAudience);
  expect(first[0]).toMatch(/^pepper\//);

  expect(await resealFrom(undefined)).toBeGreaterThan(3);
  expect((await readHead(connection)).planeKeys).toEqual({ ...wanted, isMarked: true });
  const { entities } = await audienceEntities(context)(gatewayAudience);
  const sealed = Object.entries(entities).flatMap(([kind, list]) =>
    list
      .filter((entity) => JSON.stringify(entity).includes('"sealed":'))
      .map((entity) => `${kind}/${(entity as { id: string }).id}`),
  );
  expect(sealed.length).toBeGreaterThan(6);
  const toldGateways = await toldAfter(begun.version, gatewayAudience);
  expect(toldGateways.toSorted()).toEqual(sealed.toSorted());
  const portal = (await audienceEntities(context)(portalAudience)).entities;
  const known = [...(portal["client"] ?? []), ...(portal["key"] ?? [])] as { id: string }[];
  expect(known).toHaveLength(4);
  const toldPortal = (await toldAfter(begun.version, portalAudience)).map((name) => name.split("/")[1]);
  expect(toldPortal.toSorted()).toEqual(known.map(({ id }) => id).toSorted());

  const [pepper] = entities["pepper"] as GatewayEntity<"pepper">[];
  const place = ["snapshot", deployment, "pepper", pepper?.id ?? "", "key"];
  expect(() => openValue(keys.snapshot.all[0], pepper?.key.sealed ?? "", place)).not.toThrow();
  await expect(changes.submit(reseal(context, keys, undefined))).rejects.toThrow(/conflict|changed/i);
});

it("refuses an instance that doesn't hold the keys in use, when it starts and when it commits", async () => {
  const { connection } = instance;
  const others = { ...keys, snapshot: inUse() };
  await expect(settlePlaneKeys(connection, others)).rejects.toThrow(
    /^SNAPSHOT_KEY is not the key that is in use/,
  );
  const head = await readHead(connection);
  expect(() => followPlaneKeys(others, head)).toThrow(
    expect.objectContaining({ code: "service_unavailable" }),
  );
});
