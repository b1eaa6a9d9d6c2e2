import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  publicKeyOf,
} from "@zerq/crypto/signing";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  deployment,
  type Instance,
  openInstance,
  putNote,
  quietLogger,
} from "../../test/data-paths/instance.ts";
import { headModel } from "../changes/head.ts";
import { type AuditEntry, auditModel } from "./audit.model.ts";
import { nextEntry } from "./audit-chain.ts";
import { type AuditTrail, createAuditTrail } from "./audit-trail.ts";
import { type Checkpoint, checkpointModel } from "./checkpoint.model.ts";
import { signCheckpoint } from "./checkpoint-signature.ts";
import { createCheckpointer } from "./checkpointer.ts";

const config = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
const auditKey = parsePrivateKey(generateSigningKeys().privateKey);
const signer = createSigner(auditKey);
const verifier = createVerifier([publicKeyOf(auditKey)]);
let instance: Instance;
let trail: AuditTrail;
let saved: { entries: AuditEntry[]; checkpoints: Checkpoint[]; head: object };

const entries = () => auditModel(instance.connection).collection;
const checkpoints = () => checkpointModel(instance.connection).collection;
const head = () => headModel(instance.connection).collection;
const one = (id: number) => ({ _id: id as never });

/** Ten changes; checkpoints at 4 and 10. */
beforeAll(async () => {
  const redis = await freshRedis();
  instance = await openInstance({ mongo: freshDatabase(), redis: redis.url, signer: config });
  const { connection } = instance;
  trail = createAuditTrail({ connection, verifier, deployment });
  const checkpointer = createCheckpointer({
    connection,
    signer,
    verifier,
    deployment,
    logger: quietLogger(),
  });
  for (let n = 1; n <= 10; n += 1) {
    await instance.changes.submit(putNote("n", n));
    if (n === 4 || n === 10) expect(await checkpointer.checkpoint()).toBe(n);
  }
  expect(await checkpointer.checkpoint()).toBeUndefined();
  saved = {
    entries: (await entries().find().toArray()) as never,
    checkpoints: (await checkpoints().find().toArray()) as never,
    head: (await head().findOne({})) as never,
  };
  return async () => {
    await instance.close();
    await redis.stop();
  };
});

beforeEach(async () => {
  expect(await trail.verify()).toMatchObject({ ok: true, entries: 10, checkpoints: 2 });
});
afterEach(async () => {
  await entries().deleteMany({});
  await entries().insertMany(saved.entries as never[]);
  await checkpoints().deleteMany({});
  await checkpoints().insertMany(saved.checkpoints as never[]);
  await head().deleteMany({});
  await head().insertOne(saved.head as never);
});

const broken = (sequence: number, problem: string) => ({
  ok: false,
  sequence,
  problem: expect.stringContaining(problem),
});

describe("verifying the audit trail finds", () => {
  it.each([
    ["an edited member", { $set: { "content.actor.name": "Someone else" } }, "the content was changed"],
    ["an added member", { $set: { "content.note": 1 } }, "the content was changed"],
    ["an exchanged salt", { $set: { salt: "AAAA" } }, "the content was changed"],
    ["an exchanged leaf", { $set: { leaf: "AAAA" } }, "the content was changed"],
    ["an exchanged link", { $set: { link: "AAAA" } }, "the link does not follow"],
    ["a removed content", { $unset: { content: 1 } }, "the entry can't be read"],
    ["content of another type", { $set: { content: "text", salt: 7 } }, "the entry can't be read"],
  ])("%s", async (_what, update, problem) => {
    await entries().updateOne(one(6), update);
    expect(await trail.verify()).toMatchObject(broken(6, problem));
  });

  it("a removed entry, in the middle, at the beginning, at the end", async () => {
    for (const [id, at, problem] of [
      [6, 6, "entry 6 is missing"],
      [1, 1, "entry 1 is missing"],
      [10, 10, "the chain ends at 9, the head at 10"],
    ] as const) {
      const entry = saved.entries.find(({ _id }) => _id === id);
      await entries().deleteOne(one(id));
      expect(await trail.verify()).toMatchObject(broken(at, problem));
      await entries().insertOne(entry as never);
    }
  });

  it("two entries that changed places", async () => {
    const [a, b] = [saved.entries[2], saved.entries[5]];
    await entries().replaceOne(one(3), { ...b, _id: 3 } as never);
    await entries().replaceOne(one(6), { ...a, _id: 6 } as never);
    expect(await trail.verify()).toMatchObject(broken(3, "the link does not follow"));
  });

  it("a cut-off end, even when the head was set back, by the checkpoint", async () => {
    await entries().deleteMany({ _id: { $gt: 7 as never } });
    await head().updateOne({}, { $set: { sequence: 7, auditLink: saved.entries[6]?.link } });
    expect(await trail.verify()).toMatchObject(broken(8, "something at 10"));
  });

  it("a chain that was computed anew, by the first checkpoint after the edit", async () => {
    let link = saved.entries[4]?.link ?? "";
    for (const entry of saved.entries.slice(5)) {
      const content = entry._id === 6 ? { ...entry.content, reason: "forged" } : entry.content;
      const forged = nextEntry(link, content);
      await entries().replaceOne(one(entry._id), forged as never);
      link = forged.link;
    }
    await head().updateOne({}, { $set: { auditLink: link } });
    expect(await trail.verify()).toMatchObject(broken(10, "not the one that was signed"));
  });

  it("a checkpoint that another key has signed, or that was moved", async () => {
    const foreign = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
    const end = { sequence: 4, link: saved.entries[3]?.link ?? "" };
    await checkpoints().replaceOne(
      one(4),
      signCheckpoint(foreign, { deployment, chain: "config" }, end, new Date()) as never,
    );
    expect(await trail.verify()).toMatchObject(broken(4, "not genuine"));
    await checkpoints().replaceOne(
      one(4),
      signCheckpoint(signer, { deployment: "elsewhere", chain: "config" }, end, new Date()) as never,
    );
    expect(await trail.verify()).toMatchObject(broken(4, "not genuine"));
    await checkpoints().replaceOne(one(4), { ...saved.checkpoints[1], _id: 4 } as never);
    expect(await trail.verify()).toMatchObject(broken(4, "not genuine"));
    await checkpoints().replaceOne(one(4), { link: 7 } as never);
    expect(await trail.verify()).toMatchObject(broken(4, "not genuine"));
  });

  it.each([[11], [0.5], ["zz"]])("an entry at %s that nobody committed", async (id) => {
    await entries().insertOne({ ...saved.entries[0], _id: id } as never);
    expect(await trail.verify()).toMatchObject({ ok: false });
  });

  it("a head that is gone", async () => {
    await head().deleteMany({});
    expect(await trail.verify()).toMatchObject({ ok: false, problem: "the head is missing" });
  });
});

describe("a checkpoint", () => {
  const checkpointer = () => {
    const { connection } = instance;
    return createCheckpointer({ connection, signer, verifier, deployment, logger: quietLogger() });
  };

  it("isn't signed for a chain that doesn't follow from what was signed before", async () => {
    await checkpoints().deleteOne(one(10));
    await entries().updateOne(one(7), { $set: { "content.reason": "forged" } });
    await expect(checkpointer().checkpoint()).rejects.toThrow("broken at 7");
    expect(await checkpoints().countDocuments()).toBe(1);
  });

  it("isn't signed on top of a forged one, nor for a head that was set back", async () => {
    await checkpoints().updateOne(one(10), { $set: { link: "AAAA" } });
    await expect(checkpointer().checkpoint()).rejects.toThrow("not genuine");
    await checkpoints().replaceOne(one(10), saved.checkpoints[1] as never);
    await head().updateOne({}, { $set: { sequence: 9, auditLink: saved.entries[8]?.link } });
    await expect(checkpointer().checkpoint()).rejects.toThrow("broken");
  });

  it("is one when two instances sign at once", async () => {
    await checkpoints().deleteOne(one(10));
    const signed = await Promise.all([checkpointer().checkpoint(), checkpointer().checkpoint()]);
    // One that comes after the other has nothing left to sign.
    expect(signed.every((sequence) => sequence === 10 || sequence === undefined)).toBe(true);
    expect(signed).toContain(10);
    expect(await trail.verify()).toMatchObject({ ok: true, checkpoints: 2 });
  });
});
