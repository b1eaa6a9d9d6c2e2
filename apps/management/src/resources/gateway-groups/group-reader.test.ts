import { Secret } from "@zerq/logging/secret";
import { freshDatabase } from "@zerq/test-kit/stores";
import { Types } from "mongoose";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../../database/connect.ts";
import { prepareDatabase } from "../../prepare-database.ts";
import { clientModel } from "../clients/client.model.ts";
import { collectionModel } from "../collections/collection.model.ts";
import { GroupReader } from "./group-reader.ts";

const groups = ["large", "larger", "small", "none"];
let connection: Connection;

beforeAll(async () => {
  connection = await connectDatabase(new Secret(freshDatabase()));
  await prepareDatabase(connection);
});
afterAll(() => connection?.close());

const hex = () => new Types.ObjectId().toHexString();
const documentOf = (id: string, own: object) => ({ _id: new Types.ObjectId(id), key: id, ...own });

/** Stores as many collections of a group. @returns their ids */
async function fill(group: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, hex);
  const documents = ids.map((id) => documentOf(id, { places: [id], gatewayGroups: [group] }));
  await collectionModel(connection).collection.insertMany(documents as never);
  return ids;
}

async function addClients(policyId: string, lists: readonly (readonly string[])[]): Promise<void> {
  const documents = lists.map((collectionIds) => documentOf(hex(), { policyId, collectionIds }));
  await clientModel(connection).collection.insertMany(documents as never);
}

async function holding(policyId: string): Promise<string[]> {
  const session = await connection.startSession();
  try {
    return [...(await new GroupReader(connection, session, groups).holdingPolicy(policyId, groups))].sort();
  } finally {
    await session.endSession();
  }
}

it("finds the groups where a client has a policy, however large the group and however late the client", async () => {
  const [large, larger, small] = [await fill("large", 30), await fill("larger", 25), await fill("small", 20)];
  await fill("none", 3);
  const [last, early, nowhere, inSmall] = [hex(), hex(), hex(), hex()];
  const of = (ids: readonly string[], count: number) =>
    Array.from({ length: count }, (_, index) => [ids[index % ids.length] ?? ""]);
  await addClients(last, [...of(larger, 250), [large[29] ?? ""]]);
  await addClients(early, [...of([...large, ...larger], 250), []]);
  await addClients(nowhere, [[], []]);
  await addClients(inSmall, [[], [small[19] ?? ""]]);
  expect(await holding(last)).toEqual(["large", "larger"]);
  expect(await holding(early)).toEqual(["large", "larger"]);
  expect(await holding(nowhere)).toEqual([]);
  expect(await holding(inSmall)).toEqual(["small"]);
  expect(await holding(hex())).toEqual([]);
});
