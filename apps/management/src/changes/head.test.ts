import { createSigner, createVerifier } from "@zerq/crypto/signing";
import { openDelta } from "@zerq/plane-protocol/delta";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, expect, it } from "vitest";
import { groupsSigningKey, groupsVerifyKey } from "../../test/data-paths/grouped-instance.ts";
import { openInstance, putNote } from "../../test/data-paths/instance.ts";
import { startFollower } from "../../test/data-paths/test-follower.ts";
import { configVersionModel, deltaOf } from "../publishing/config-version.model.ts";
import { gatewayAudience, portalAudience } from "./audiences.ts";
import { ensureHead, headModel, readHead } from "./head.ts";

const signer = createSigner(groupsSigningKey);
const verifier = createVerifier([groupsVerifyKey]);
let redis: Awaited<ReturnType<typeof freshRedis>>;

beforeAll(async () => {
  redis = await freshRedis();
  return () => redis.stop();
});

const open = (mongo: string) => openInstance({ mongo, redis: redis.url, signer });

/** Brings a database into the form that it had before there were groups. */
async function makeFormer(mongo: string): Promise<void> {
  const { connection, changes, close } = await open(mongo);
  for (const id of ["a", "b", "c"]) await changes.submit(putNote(id, 1));
  const rows = configVersionModel(connection);
  for (const row of await rows.find().lean()) {
    const deltas = { gateway: deltaOf(row, gatewayAudience), portal: deltaOf(row, portalAudience) };
    await rows.collection.updateOne({ _id: row._id } as never, {
      $set: { deltas },
      $unset: { audienceDeltas: "" },
    });
  }
  const { audienceHashes } = await readHead(connection);
  await headModel(connection).collection.updateOne({ _id: "head" } as never, {
    $set: {
      deltaHashes: { gateway: audienceHashes[gatewayAudience], portal: audienceHashes[portalAudience] },
    },
    $unset: { audienceHashes: "" },
  });
  await close();
}

it("of a database of before there were groups is taken over with both of its chains", async () => {
  const mongo = freshDatabase();
  await makeFormer(mongo);
  const instance = await open(mongo);
  const { connection, changes, publisher } = instance;
  const head = await headModel(connection).collection.findOne({ _id: "head" } as never);
  // Software of then finds no hash to go on from, and stops: it would leave the chains of other groups out.
  expect(head).not.toHaveProperty("deltaHashes");
  expect(head?.["isWide"]).toBe(true);
  await publisher.start();
  const follower = await startFollower(redis.url, verifier);
  await changes.submit(putNote("d", 1));
  await expect.poll(() => follower.follower.status().version).toBe(4);
  expect([...follower.follower.store.all("note")]).toHaveLength(4);
  expect(follower.problems).toEqual([]);
  let hash = "";
  for (const row of await configVersionModel(connection).find().sort({ _id: 1 }).lean()) {
    const delta = openDelta(verifier, deltaOf(row, gatewayAudience) ?? "");
    expect(delta.previousHash).toBe(hash);
    hash = delta.hash;
  }
  await follower.stop();
  await instance.close();
});

it("fills Redis from rows of before there were groups", async () => {
  const mongo = freshDatabase();
  await makeFormer(mongo);
  const instance = await open(mongo);
  const former = await configVersionModel(instance.connection).findOne({ _id: 2 }).lean();
  expect(former).toHaveProperty("deltas");
  await instance.redis.flushall();
  await instance.publisher.start();
  await expect.poll(() => instance.publisher.publishedVersion()).toBe(3);
  // As if an earlier publisher had stopped at version 1.
  await instance.redis.set(`zerq:{cfg:${gatewayAudience}}:version`, "1");
  await expect.poll(() => instance.redis.get(`zerq:{cfg:${gatewayAudience}}:version`)).toBe("3");
  expect(instance.logged.filter((line) => line.includes("fails"))).toEqual([]);
  await instance.close();
});

it("is taken over by one of several instances that start at once, and then stays", async () => {
  const mongo = freshDatabase();
  await makeFormer(mongo);
  const instances = await Promise.all([open(mongo), open(mongo)]);
  const [first] = instances;
  const before = await readHead(first.connection);
  await ensureHead(first.connection);
  expect(await readHead(first.connection)).toEqual(before);
  for (const instance of instances) await instance.close();
});
