import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import mongoose from "mongoose";
import { beforeAll, describe, expect, it } from "vitest";
import { flawsOf, readChainState } from "../../test/data-paths/chain-state.ts";
import { type CuttingProxy, startCuttingProxy } from "../../test/data-paths/cutting-proxy.ts";
import { type Instance, insertNote, openInstance } from "../../test/data-paths/instance.ts";

const signer = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
let proxy: CuttingProxy;
let instance: Instance;

beforeAll(async () => {
  const redis = await freshRedis();
  const direct = new URL(freshDatabase());
  proxy = await startCuttingProxy(Number(direct.port));
  direct.port = String(proxy.port);
  // Gives up after half a second instead of five, so that the test needn't wait.
  const connect = (uri: string) =>
    mongoose.createConnection(uri, { serverSelectionTimeoutMS: 500, autoIndex: false }).asPromise();
  instance = await openInstance({ mongo: direct.href, redis: redis.url, signer, retryForMs: 1_500, connect });
  return async () => {
    await instance.close();
    await proxy.stop();
    await redis.stop();
  };
});

describe("a commit whose answer is lost", () => {
  it.each([
    ["after it took effect", "reply", 1],
    ["before it arrived", "request", 1],
    // The driver sends a commit twice, and each of our three attempts does: the doubt goes into the next transaction.
    ["again and again after it took effect", "reply", 6],
    ["again and again before it arrived", "request", 6],
  ] as const)("%s is made once, and answered", async (name, where, times) => {
    const before = await readChainState(instance.connection);
    proxy.cutAt("commitTransaction", where, times);
    const done = await Promise.all([
      instance.changes.submit(insertNote(`${name} 1`, 1)),
      instance.changes.submit(insertNote(`${name} 2`, 2)),
    ]);
    expect(proxy.left()).toBe(0);
    const state = await readChainState(instance.connection);
    expect(done.map(({ version }) => version)).toEqual([before.head.version + 1, before.head.version + 2]);
    expect(state.head.version).toBe(before.head.version + 2);
    expect(flawsOf(state)).toEqual([]);
    expect(await instance.connection.collection("notes").countDocuments()).toBe(state.head.version);
  });

  it("for longer than its caller waits is answered with the doubt", async () => {
    const before = await readChainState(instance.connection);
    proxy.cutAt("commitTransaction", "reply", 1);
    proxy.refusesAfterwards = true;
    const refused = instance.changes.submit(insertNote("doubtful", 1));
    await expect(refused).rejects.toMatchObject({
      code: "service_unavailable",
      message: expect.stringContaining("doesn't say whether the change was made"),
    });
    proxy.refusesAfterwards = false;
    const state = await readAgain();
    expect(flawsOf(state)).toEqual([]);
    expect(state.head.version).toBe(before.head.version + 1);
  });

  it("is no doubt when the database went away before the commit", async () => {
    const before = await readChainState(instance.connection);
    proxy.cutAt("findAndModify", "request", 1);
    proxy.refusesAfterwards = true;
    const refused = instance.changes.submit(insertNote("not made", 1));
    await expect(refused).rejects.toMatchObject({
      code: "service_unavailable",
      message: expect.stringContaining("Nothing of it was written"),
    });
    proxy.refusesAfterwards = false;
    expect((await readAgain()).head.version).toBe(before.head.version);
  });
});

/** The database is back, but the driver learns of it only when it looks the next time: until then it refuses by itself. */
async function readAgain(): ReturnType<typeof readChainState> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readChainState(instance.connection);
    } catch (error) {
      if (attempt === 20) throw error;
    }
  }
}
