import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import mongoose, { type ClientSession, type Model, Schema, Types } from "mongoose";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Instance, openInstance, someone } from "../../test/data-paths/instance.ts";
import { modelOf } from "../database/model-of.ts";
import type { Change, DocumentWrite } from "./change.ts";
import { nothingForGroups } from "./group-changes.ts";
import { type Reading, readDocuments, takeDocument } from "./transaction-documents.ts";

type Thing = { _id: Types.ObjectId; count: number; others: string[] };

const signer = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
let instance: Instance;
let things: Model<Thing>;
let ids: string[];
/** What the database was asked: `update things`. */
const commands: string[] = [];

beforeAll(async () => {
  const redis = await freshRedis();
  const connect = (uri: string) =>
    mongoose.createConnection(uri, { monitorCommands: true, autoIndex: false }).asPromise();
  instance = await openInstance({ mongo: freshDatabase(), redis: redis.url, signer, connect });
  instance.connection.getClient().on("commandStarted", ({ commandName, command }) => {
    commands.push(`${commandName} ${command[commandName]}`);
  });
  const schema = new Schema<Thing>({ count: Number, others: [String] }, { collection: "things" });
  things = modelOf<Thing>(instance.connection, "Thing", schema);
  await things.createCollection();
  return async () => {
    await instance.close();
    await redis.stop();
  };
});
beforeEach(async () => {
  ids = [1, 2, 3].map(() => new Types.ObjectId().toHexString());
  const documents = ids.map((id) => ({ _id: new Types.ObjectId(id), count: 0, others: ids }));
  await things.collection.insertMany(documents as never[]);
});

const reading = (id: string): Reading => ({
  model: things as never,
  id,
  leadsTo: ({ others }: Thing) => others.map((other) => ({ model: things as never, id: other })),
});

/** A change that does `work` in its transaction and writes what that gives. */
function change<T>(
  work: (session: Parameters<Change<T>["plan"]>[0]) => Promise<{ operation: object; result: T }>,
  reads: readonly Reading[],
): Change<T> {
  return {
    ...{ context: someone, reads },
    async plan(session) {
      const { operation, result } = await work(session);
      const write = { collection: "things", operation } as DocumentWrite;
      const resource = { type: "thing", id: "1", key: "1" };
      return {
        ...{ writes: [write], gateways: nothingForGroups, portal: [], result },
        audit: { action: "thing.put", resource, body: null, before: null, after: null },
      };
    },
  };
}
const id = (index: number) => ids[index] ?? "";
const setCount = (of: string, count: number) => ({
  updateOne: { filter: { _id: new Types.ObjectId(of) }, update: { $set: { count } } },
});
const increment = (index: number) =>
  change(
    async (session) => {
      const found = await takeDocument(things, id(index), session);
      const count = (found?.count ?? Number.NaN) + 1;
      return { operation: setCount(id(index), count), result: count };
    },
    [reading(id(index))],
  );
const sum = (operation: object) =>
  change(async (session) => {
    const found = await readDocuments(things, [...ids, id(0)], session);
    return { operation, result: found.reduce((total, { count }) => total + count, 0) };
  }, ids.map(reading));
const submitted = async <T>(...changes: Change<T>[]) =>
  (await Promise.all(changes.map((each) => instance.changes.submit(each)))).map(({ result }) => result);

describe("documents that a group of changes reads together", () => {
  it("show each change what those before it in its transaction wrote", async () => {
    expect(await submitted(increment(0), increment(0), increment(1), increment(0))).toEqual([1, 2, 1, 3]);
    const found = await things.find().sort({ _id: 1 }).lean();
    expect(found.filter(({ _id }) => ids.includes(_id.toHexString())).map(({ count }) => count)).toEqual([
      3, 1, 0,
    ]);
  });

  it("are read again after a write to any of them, whichever way it names them", async () => {
    const all = { updateMany: { filter: { others: id(0) }, update: { $inc: { count: 10 } } } };
    const gone = { deleteOne: { filter: { _id: new Types.ObjectId(id(2)) } } };
    const back = { insertOne: { document: { _id: new Types.ObjectId(id(2)), count: 5, others: [] } } };
    const sums = [setCount(id(1), 4), all, gone, back, setCount(id(0), 0)].map(sum);
    expect(await submitted(...sums)).toEqual([0, 4, 34, 24, 29]);
  });

  it("that are not there are nothing, and those of an earlier transaction count no more", async () => {
    const nobody = new Types.ObjectId().toHexString();
    const look = () =>
      change(
        async (session) => {
          const found = await readDocuments(things, [nobody], session);
          return {
            operation: setCount(id(0), 1),
            result: [await takeDocument(things, nobody, session), found.length],
          };
        },
        [reading(nobody)],
      );
    expect(await submitted(look())).toEqual([[null, 0]]);
    await things.collection.insertOne({ _id: new Types.ObjectId(nobody), count: 7, others: [] } as never);
    expect(await submitted(look())).toMatchObject([[{ count: 7 }, 1]]);
  });

  it("and queries of every kind see what those before it wrote, though it is written together", async () => {
    const raise = (count: number) =>
      change(async () => ({ operation: setCount(id(0), count), result: 0 }), []);
    const look = (ask: (session: ClientSession) => Promise<unknown>) =>
      change(async (session) => ({ operation: setCount(id(1), 1), result: await ask(session) }), []);
    const zero = { _id: new Types.ObjectId(id(0)) };
    const looks: ((session: ClientSession) => Promise<unknown>)[] = [
      async (session) => (await things.findOne(zero).session(session).lean())?.count,
      async (session) => (await things.find(zero).session(session).lean())[0]?.count,
      async (session) => things.distinct("count", zero).session(session),
      async (session) => things.countDocuments({ ...zero, count: 4 }).session(session),
      async (session) => (await things.exists({ ...zero, count: 5 }).session(session)) !== null,
      async (session) => (await things.aggregate([{ $match: zero }]).session(session))[0].count,
      async (session) => (await things.find(zero).session(session).lean().cursor().next())?.count,
    ];
    const all = looks.flatMap((ask, index) => [raise(index + 1), look(ask)]);
    const answers = (await submitted<unknown>(...all)).filter((_, index) => index % 2 === 1);
    expect(answers).toEqual([1, 2, [3], 1, true, 6, 7]);
  });

  it("are written with one command for each collection and group", async () => {
    commands.length = 0;
    await submitted(
      ...ids.map((each) => change(async () => ({ operation: setCount(each, 1), result: 0 }), [])),
    );
    expect(commands.filter((command) => command === "update things")).toHaveLength(1);
  });

  it("and what waited in an attempt that failed is not written by the next one", async () => {
    const inHead: DocumentWrite = {
      collection: "head",
      operation: { updateOne: { filter: { _id: "head" as never }, update: { $inc: { marks: 1 } } } },
    };
    const mark = change(async () => ({ operation: setCount(id(0), 1), result: 0 }), []);
    const marking = {
      ...mark,
      plan: async (...about: Parameters<typeof mark.plan>) => ({
        ...(await mark.plan(...about)),
        writes: [inHead],
      }),
    };
    let tries = 0;
    const failing = change(async () => {
      tries += 1;
      // A write conflict, as MongoDB says it.
      if (tries === 1) throw Object.assign(new Error("write conflict"), { code: 112 });
      return { operation: setCount(id(1), tries), result: 0 };
    }, []);
    await submitted(marking, failing);
    expect(tries).toBe(2);
    expect(await instance.connection.collection("head").findOne({ marks: { $exists: true } })).toMatchObject({
      marks: 1,
    });
  });

  it("outside of such a transaction are read from the database", async () => {
    const session = await instance.connection.startSession();
    expect(await readDocuments(things, ids, session)).toHaveLength(3);
    expect(await takeDocument(things, id(0), null)).toMatchObject({ count: 0 });
    await session.endSession();
  });
});
