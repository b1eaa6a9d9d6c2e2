import { randomBytes } from "node:crypto";
import { openValue } from "@zerq/crypto/sealed-value";
import { randomKey } from "@zerq/crypto/secret-key";
import { KeyInUse, sharedKeys } from "@zerq/crypto/shared-keys";
import { SignerInUse } from "@zerq/crypto/signer-in-use";
import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  publicKeyOf,
  type Signer,
} from "@zerq/crypto/signing";
import { type Audience, type EntityChange, openDelta } from "@zerq/plane-protocol/delta";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { claimedSigner } from "@zerq/plane-protocol/signed-message";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, expect, it } from "vitest";
import { deployment, type Instance, openInstance, someone } from "../../test/data-paths/instance.ts";
import { environmentKeys } from "../../test/environment-keys.ts";
import { gatewayAudience, portalAudience } from "../changes/audiences.ts";
import { readHead } from "../changes/head.ts";
import { audienceEntities } from "../publishing/audience-entities.ts";
import { type ConfigVersion, configVersionModel, deltaOf } from "../publishing/config-version.model.ts";
import { profileModel } from "../resources/profiles/profile.model.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { createServices } from "../resources/services.ts";
import { setUpDeployment } from "../resources/set-up.ts";
import { openKeyRing } from "./key-records.ts";
import { followPlaneKeys, type PlaneKeys, planes, settlePlaneKeys } from "./plane-keys.ts";
import { readSealed } from "./read-sealed.ts";
import { reseal } from "./reseal.ts";
import { resealAll } from "./reseal-all.ts";

/** Far less than one client with its secrets takes. */
const LITTLE = 300;
const inUse = () => new KeyInUse(sharedKeys(randomBytes(32), [randomBytes(32)]));
const configKeys = [0, 1].map(() => parsePrivateKey(generateSigningKeys().privateKey));
const [present, former] = configKeys.map(createSigner);
const signing = new SignerInUse([present as Signer, former as Signer]);
const keys: PlaneKeys = {
  ...{ snapshot: inUse(), portal: inUse(), signing },
  givenUp: new Set(),
  isChanging: false,
};
const everything = new Set(planes);
const verifier = createVerifier(configKeys.map(publicKeyOf));
let instance: Instance;
let context: ResourceContext;

beforeAll(async () => {
  const redis = await freshRedis();
  instance = await openInstance({ mongo: freshDatabase(), redis: redis.url, signer: signing });
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

async function changesAfter(version: number, audience: Audience): Promise<EntityChange[]> {
  const rows = await configVersionModel(instance.connection).find().sort({ _id: 1 }).lean<ConfigVersion[]>();
  return rows
    .filter(({ _id }) => _id > version)
    .flatMap((row) => openDelta(verifier, deltaOf(row, audience) ?? "").changes);
}

/** What an audience was told after a version, as `kind/id`, in order. */
const toldAfter = async (version: number, audience: Audience) =>
  (await changesAfter(version, audience)).map(({ kind, id }) => `${kind}/${id}`);

const parts = () => ({ context, keys, ready: everything, changes: instance.changes });
const actionsAfter = async (version: number) => {
  const rows = await configVersionModel(instance.connection).find().sort({ _id: 1 }).lean<ConfigVersion[]>();
  return rows.filter(({ _id }) => _id > version).map(({ action }) => action);
};

it("tells everybody everything anew, in as many versions as it takes, and goes on after a crash in the middle", async () => {
  const { connection, changes } = instance;
  const before = await readHead(connection);
  const namesOf = (which: "usedName" | "wantedName") => ({
    ...{ snapshot: keys.snapshot[which], portal: keys.portal[which], signing: keys.signing[which] },
  });
  const [old, wanted] = [namesOf("usedName"), namesOf("wantedName")];
  expect(before.planeKeys).toEqual(old);

  const reading = await readSealed(context, keys, everything);
  await changes.submit(reseal(context, keys, everything, reading, undefined, LITTLE));
  const begun = await readHead(connection);
  expect(begun.planeKeys).toMatchObject({ ...wanted, unfinished: { snapshot: true, portal: true } });
  // The keys of both come first: by them gateways and portal see what is in use.
  const first = await toldAfter(before.version, gatewayAudience);
  expect(first[0]).toMatch(/^pepper\//);

  await resealAll(parts(), { atOnce: LITTLE });
  expect((await actionsAfter(begun.version)).length).toBeGreaterThan(3);
  expect((await readHead(connection)).planeKeys).toEqual({ ...wanted, isMarked: true });
  const { entities } = await audienceEntities(context)(gatewayAudience);
  const sealed = Object.entries(entities).flatMap(([kind, list]) =>
    list
      .filter((entity) => JSON.stringify(entity).includes('"sealed":'))
      .map((entity) => `${kind}/${(entity as { id: string }).id}`),
  );
  expect(sealed.length).toBeGreaterThan(6);
  // Each of these versions is signed by the key that it, or the one before, has taken into use.
  const rows = await configVersionModel(connection).find().lean<ConfigVersion[]>();
  const signers = new Map(
    rows.map((row) => [row._id, claimedSigner(deltaOf(row, portalAudience) ?? "")] as const),
  );
  expect([signers.get(before.version), signers.get(before.version + 1)]).toEqual([
    old.signing,
    wanted.signing,
  ]);
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
  await expect(resealAll(parts())).rejects.toThrow(/conflict|changed/i);
});

it("takes into use only what is ready, and in the place of a key that is given up the one that is to come", async () => {
  const { connection } = instance;
  const head = await readHead(connection);
  const { planeKeys } = head;
  const given = { givenUp: new Set([planeKeys?.snapshot ?? ""]), isChanging: false };
  const later: PlaneKeys = { ...keys, ...given, snapshot: inUse(), portal: inUse() };
  await settlePlaneKeys(connection, { ...later, portal: keys.portal });
  expect(later.snapshot.usedName).toBe(later.snapshot.wantedName);
  expect(() => followPlaneKeys(later, head)).toThrow();
  const signingOnly: PlaneKeys = { ...keys, signing: new SignerInUse([former as Signer, present as Signer]) };
  signingOnly.signing.use(planeKeys?.signing ?? "");
  await resealAll({ ...parts(), keys: signingOnly, ready: new Set(["signing"]) });
  expect((await readHead(connection)).planeKeys).toEqual({ ...planeKeys, signing: former?.keyId });
});

it("tells again what was changed under the earlier key after it was read, and leaves alone what is newer", async () => {
  const { connection, changes } = instance;
  const services = createServices(context, changes);
  const { planeKeys } = await readHead(connection);
  const later: PlaneKeys = { ...keys, snapshot: new KeyInUse([randomKey(), ...keys.snapshot.all]) };
  later.snapshot.use(planeKeys?.snapshot ?? "");
  const addressKeys = later.portal.derive("address-hash");
  const resealing: ResourceContext = {
    ...context,
    get snapshotKey() {
      return later.snapshot.used;
    },
    get addressKey() {
      return addressKeys.used;
    },
  };
  const ready = new Set(["snapshot"] as const);
  const reading = await readSealed(resealing, later, ready);
  // Both under the earlier key: one is new, and one is deleted that was read.
  const created = await services.collections.create(someone, {
    ...{ name: "since", basePath: "/since", targetEndpoint: "http://127.0.0.1:9" },
    headers: [{ name: "X-Static", value: "since" }],
  });
  const gone = (await profileModel(connection).findOne({ authType: "jwt" }).lean())?._id.toHexString() ?? "";
  expect(reading.told.map(({ change }) => change.id)).toContain(gone);
  await services.profiles.remove(someone, gone, "any");
  const before = await readHead(connection);
  await resealAll({ context: resealing, keys: later, ready, changes }, { reading });
  expect(await actionsAfter(before.version)).toEqual(["keys.share", "keys.share"]);
  expect((await readHead(connection)).planeKeys).toEqual({
    ...planeKeys,
    snapshot: later.snapshot.wantedName,
  });
  const told = await toldAfter(before.version, gatewayAudience);
  expect(told.at(-1)).toBe(`collection/${created.resource.id}`);
  expect(told).not.toContain(`profile/${gone}`);
  expect(new Set(told).size).toBe(told.length);
  const last = (await changesAfter(before.version, gatewayAudience)).at(-1);
  const { headers } = (last as { entity: GatewayEntity<"collection"> }).entity;
  const rule = headers[0]?.value as { sealed: string };
  const place = ["snapshot", deployment, "collection", String(created.resource.id), "headers.0"];
  expect(openValue(later.snapshot.all[0], rule.sealed, place).toString()).toBe("since");
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
