import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Instance, openInstance, putNote, someone } from "../../test/data-paths/instance.ts";
import { startFollower, type TestFollower } from "../../test/data-paths/test-follower.ts";
import { auditModel } from "../audit/audit.model.ts";
import { type Head, headModel, readHead } from "../changes/head.ts";
import { configVersionModel } from "./config-version.model.ts";
import { newEpoch } from "./epoch.service.ts";

const keys = generateSigningKeys();
const signer = createSigner(parsePrivateKey(keys.privateKey));
const verifier = createVerifier([parsePublicKey(keys.publicKey)]);
let redis: Awaited<ReturnType<typeof freshRedis>>;
let mongo: string;
let instance: Instance | undefined;
let followed: TestFollower | undefined;

beforeEach(async () => {
  redis = await freshRedis();
  mongo = freshDatabase();
});
afterEach(async () => {
  await followed?.stop();
  await instance?.close();
  await redis.stop();
});

async function open(): Promise<Instance> {
  instance = await openInstance({ mongo, redis: redis.url, signer });
  await instance.publisher.start();
  return instance;
}

/** Puts everything back to what it was, as a restore of a backup does. */
async function restore({ connection }: Instance, backup: { head: Head; value: number }): Promise<void> {
  const { _id, ...head } = backup.head;
  await headModel(connection).collection.replaceOne({ _id: _id as never }, head);
  await configVersionModel(connection).collection.deleteMany({ _id: { $gt: head.version as never } });
  await auditModel(connection).collection.deleteMany({ _id: { $gt: head.sequence as never } });
  await connection.collection("notes").updateOne({ _id: "n" as never }, { $set: { value: backup.value } });
}

const note = () => followed?.follower.store.get("note", "n");
const at = () => {
  const { epoch, version } = followed?.follower.status() ?? {};
  return [epoch, version];
};

it("a database that was restored takes followers with it once its epoch is raised, and not before", async () => {
  const first = await open();
  followed = await startFollower(redis.url, verifier, undefined, undefined, 200);
  for (let n = 1; n <= 3; n += 1) await first.changes.submit(putNote("n", n));
  const backup = { head: await readHead(first.connection), value: 3 };
  for (let n = 4; n <= 6; n += 1) await first.changes.submit(putNote("n", n));
  await expect.poll(at, { timeout: 60_000 }).toEqual([1, 6]);
  // Nobody looks while it is being restored.
  await first.publisher.stop();
  await restore(first, backup);
  await first.close();

  const second = await open();
  const warned = () => second.logged.some((line) => line.includes("Redis is ahead of the database"));
  await expect.poll(warned, { timeout: 60_000 }).toBe(true);
  await second.changes.submit(putNote("n", 40));
  // What follows what it never had is refused, and what it has stays in force.
  await expect.poll(() => followed?.follower.status().headVersion, { timeout: 60_000 }).toBe(4);
  expect([at(), note()]).toEqual([[1, 6], { id: "n", value: 6 }]);

  await expect(second.changes.submit(newEpoch(someone, 2))).rejects.toMatchObject({
    code: "precondition_failed",
  });
  expect(await second.changes.submit(newEpoch(someone, 1))).toEqual({ version: 5, result: 2 });
  await expect.poll(at, { timeout: 60_000 }).toEqual([2, 5]);
  expect(note()).toEqual({ id: "n", value: 40 });
  await second.changes.submit(putNote("n", 41));
  await expect.poll(at, { timeout: 60_000 }).toEqual([2, 6]);
  expect(note()).toEqual({ id: "n", value: 41 });
}, 300_000);
