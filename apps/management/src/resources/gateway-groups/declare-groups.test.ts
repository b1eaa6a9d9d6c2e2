import { createVerifier } from "@zerq/crypto/signing";
import { fullKey, versionKey } from "@zerq/plane-protocol/channels";
import { openFullSnapshot } from "@zerq/plane-protocol/delta";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, expect, it } from "vitest";
import { groupsVerifyKey, openGroupedInstance } from "../../../test/data-paths/grouped-instance.ts";
import { putNote, quietLogger, someone } from "../../../test/data-paths/instance.ts";
import { auditModel } from "../../audit/audit.model.ts";
import { groupAudience, groupsOf } from "../../changes/audiences.ts";
import { readHead } from "../../changes/head.ts";
import { createServices } from "../services.ts";
import { declareGroups } from "./declare-groups.ts";

let redis: Awaited<ReturnType<typeof freshRedis>>;

beforeAll(async () => {
  redis = await freshRedis();
  return () => redis.stop();
});

const open = (groups: string[], mongo = freshDatabase()) =>
  openGroupedInstance({ mongo, redis: redis.url }, groups);
type Opened = Awaited<ReturnType<typeof open>>;
const headOf = ({ instance }: Opened) => readHead(instance.connection);

it("makes a version with an audit entry that says which groups there are now, and only once", async () => {
  const opened = await open(["default", "dmz"]);
  const { instance, context } = opened;
  const head = await headOf(opened);
  expect([head.version, groupsOf(head.audienceHashes)]).toEqual([2, ["default", "dmz"]]);
  const entry = await auditModel(instance.connection).findOne({ _id: 2 }).lean();
  expect(entry?.content).toMatchObject({
    action: "gateway-groups.declare",
    before: { groups: ["default"] },
    after: { groups: ["default", "dmz"] },
  });
  await declareGroups(context, instance.changes, ["default", "dmz"], quietLogger());
  expect(await headOf(opened)).toEqual(head);
  await instance.close();
});

it("is done once by two instances that start together", async () => {
  const opened = await open(["default"]);
  const { instance, context } = opened;
  const declare = () => declareGroups(context, instance.changes, ["default", "a", "b"], quietLogger());
  await Promise.all([declare(), declare()]);
  const head = await headOf(opened);
  expect([head.version, groupsOf(head.audienceHashes)]).toEqual([2, ["default", "a", "b"]]);
  await instance.close();
});

it("keeps a group that another instance has declared, and names the collections that are in it", async () => {
  const opened = await open(["default", "dmz"]);
  const { instance, context } = opened;
  const { collections } = createServices(context, instance.changes);
  const body = { name: "Outer", basePath: "/outer", targetEndpoint: "http://127.0.0.1:9" };
  await collections.create(someone, { ...body, gatewayGroups: ["dmz"] });
  const lines: string[] = [];
  await declareGroups(context, instance.changes, ["default", "eu"], quietLogger(lines));
  expect(groupsOf((await headOf(opened)).audienceHashes)).toEqual(["default", "dmz", "eu"]);
  const [warning] = lines.map((line) => JSON.parse(line) as object);
  expect(warning).toMatchObject({ group: "dmz", collections: ["outer"] });
  await instance.close();
});

it("begins the chain with a full snapshot of this version, by an instance that knew nothing of the group", async () => {
  const mongo = freshDatabase();
  const older = await open(["default"], mongo);
  await older.instance.publisher.start();
  await older.instance.changes.submit(putNote("before", 1));
  const newer = await open(["default", "late"], mongo);
  const text = () => older.instance.redis.get(fullKey(groupAudience("late")));
  await expect.poll(text).not.toBeNull();
  const full = openFullSnapshot(createVerifier([groupsVerifyKey]), (await text()) ?? "");
  const { version, audienceHashes } = await headOf(newer);
  expect([full.version, full.hash]).toEqual([version, audienceHashes[groupAudience("late")]]);
  // As if somebody had written there: the chain has no delta 2 to go on with, so it is begun anew.
  const key = versionKey(groupAudience("late"));
  await older.instance.redis.set(key, "1");
  await expect.poll(() => older.instance.redis.get(key)).toBe(String(version));
  expect(older.instance.logged.filter((line) => line.includes("fails"))).toEqual([]);
  await older.instance.publisher.stop();
  for (const { instance } of [older, newer]) await instance.close();
});
