import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { AppError } from "@zerq/errors/app-error";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, describe, expect, it } from "vitest";
import { flawsOf, readChainState } from "../../test/data-paths/chain-state.ts";
import {
  type Instance,
  insertNote,
  noteChange,
  openInstance,
  putNote,
  someone,
} from "../../test/data-paths/instance.ts";
import type { Change } from "./change.ts";
import { append, toEveryGroup } from "./group-changes.ts";
import { UndoneError } from "./undone-error.ts";

const signer = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
let redis: Awaited<ReturnType<typeof freshRedis>>;
let a: Instance;
let b: Instance;

beforeAll(async () => {
  redis = await freshRedis();
  const mongo = freshDatabase();
  a = await openInstance({ mongo, redis: redis.url, signer });
  b = await openInstance({ mongo, redis: redis.url, signer });
  return async () => {
    await a.close();
    await b.close();
    await redis.stop();
  };
});

const count = async () => {
  const { head, entries, versions } = await readChainState(a.connection);
  const notes = await a.connection.collection("notes").countDocuments();
  return { version: head.version, entries: entries.length, versions: versions.length, notes };
};
const refusing = (code: "precondition_failed"): Change<string> => ({
  context: someone,
  plan: async () => {
    throw new AppError(code);
  },
});
const breaking = (): Change<string> => ({
  context: someone,
  plan: async () => {
    throw new TypeError("a bug in one plan");
  },
});
const outcomes = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) =>
    result.status === "fulfilled"
      ? "ok"
      : result.reason instanceof AppError
        ? result.reason.code
        : String(result.reason),
  );

describe("a change", () => {
  it("writes document, audit entry and version, or nothing of it", async () => {
    const before = await count();
    const done = await a.changes.submit(putNote("one", 1));
    expect(done).toEqual({ version: before.version + 1, result: "one" });
    const after = await count();
    expect(after).toEqual({
      version: before.version + 1,
      entries: before.entries + 1,
      versions: before.versions + 1,
      notes: before.notes + 1,
    });
    await expect(a.changes.submit(refusing("precondition_failed"))).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await expect(a.changes.submit(insertNote("one", 2))).rejects.toMatchObject({ code: "conflict" });
    expect(await count()).toEqual(after);
  });

  it("is refused when its filter matches nothing, since the audit must not claim a write that didn't happen", async () => {
    const before = await count();
    const lost = noteChange("nobody", 1, {
      replaceOne: { filter: { _id: "nobody" }, replacement: { value: 1 } },
    });
    await expect(a.changes.submit(lost)).rejects.toThrow("wrote 0 of 1");
    expect(await count()).toEqual(before);
  });

  it("is recorded as it was submitted, whatever its members are called", async () => {
    const body = JSON.parse(
      '{"constructor": {"prototype": 1}, "__proto__": {"a": 1}, "a.b": "$x", "$set": [null, -0, 1e300, 9007199254740993, "\\u0000"], "": {}}',
    ) as object;
    const change = putNote("strange", 1);
    const plan = change.plan;
    await a.changes.submit({
      ...change,
      plan: async (...transaction) => {
        const made = await plan(...transaction);
        return { ...made, audit: { ...made.audit, body } };
      },
    });
    const state = await readChainState(a.connection);
    expect(flawsOf(state)).toEqual([]);
    expect(JSON.stringify(state.entries.at(-1)?.content.body)).toBe(JSON.stringify(body));
  });
});

describe("changes that share a transaction", () => {
  it("are not harmed by one that is refused", async () => {
    const before = await count();
    const results = await Promise.allSettled([
      a.changes.submit(putNote("g1", 1)),
      a.changes.submit(refusing("precondition_failed")),
      a.changes.submit(putNote("g2", 1)),
    ]);
    expect(outcomes(results)).toEqual(["ok", "precondition_failed", "ok"]);
    const state = await readChainState(a.connection);
    expect(flawsOf(state)).toEqual([]);
    expect(state.head.version).toBe(before.version + 2);
  });

  it("are not harmed by a duplicate key, a broken plan or what BSON can't hold", async () => {
    const before = await count();
    const results = await Promise.allSettled([
      a.changes.submit(insertNote("d1", 1)),
      a.changes.submit(insertNote("one", 1)),
      a.changes.submit(breaking()),
      a.changes.submit(insertNote("d2", 1)),
      a.changes.submit(insertNote("d1", 2)),
      a.changes.submit(noteChange("nul", 1, { insertOne: { document: { _id: "nul", "a\u0000b": 1 } } })),
      a.changes.submit(insertNote("lone \ud800", 1)),
      a.changes.submit(insertNote("d3", 1)),
    ]);
    expect(outcomes(results).slice(0, 5)).toEqual([
      "ok",
      "conflict",
      "TypeError: a bug in one plan",
      "ok",
      "conflict",
    ]);
    expect(outcomes(results)[5]).toContain("null bytes");
    expect(outcomes(results)[6]).toContain("lone surrogate");
    expect(outcomes(results)[7]).toBe("ok");
    const state = await readChainState(a.connection);
    expect(flawsOf(state)).toEqual([]);
    expect(state.head.version).toBe(before.version + 3);
  });

  it("are not harmed by one that is too much for a version", async () => {
    const before = await count();
    const entity = { id: "big", text: "x".repeat(8_000_000) };
    const big: Change<string> = {
      context: someone,
      async plan(session, carrying) {
        const gateways = toEveryGroup([{ op: "put", kind: "note", id: "big", entity }]);
        const portal = [{ op: "put" as const, kind: "note", id: "big", entity }];
        return { ...(await putNote("big", 1).plan(session, carrying)), gateways, portal };
      },
    };
    const results = await Promise.allSettled([a.changes.submit(big), a.changes.submit(putNote("small", 1))]);
    expect(outcomes(results)).toEqual(["validation_failed", "ok"]);
    expect((await count()).version).toBe(before.version + 1);
    expect(await a.connection.collection("notes").findOne({ _id: "big" as never })).toBeNull();
  });

  it("see each other, so that two with the same revision don't both pass", async () => {
    const guarded = (value: number): Change<string> => ({
      context: someone,
      plan: async (session, carrying) => {
        const note = await a.connection.collection("notes").findOne({ _id: "seen" as never }, { session });
        if (note !== null) throw new AppError("conflict");
        return insertNote("seen", value).plan(session, carrying);
      },
    });
    const results = await Promise.allSettled([a.changes.submit(guarded(1)), a.changes.submit(guarded(2))]);
    expect(outcomes(results)).toEqual(["ok", "conflict"]);
  });
});

describe("a change of several resources", () => {
  /** Writes each note at once, and fails after that when it is told to. */
  const several = (names: string[], end?: Error): Change<number> => ({
    context: someone,
    async plan(session, carrying) {
      const plans = [];
      const learned = new Map<string, EntityChange[]>();
      for (const name of names) {
        const plan = await insertNote(name, 1).plan(session, carrying);
        append(learned, await carrying.write(plan));
        plans.push(plan);
      }
      if (end !== undefined) throw end;
      const [first, ...others] = plans.map(({ audit }) => audit);
      if (first === undefined) throw new AppError("conflict");
      return {
        writes: [],
        audit: first,
        alsoAudited: others,
        gateways: async () => learned,
        portal: [],
        result: carrying.version,
      };
    },
  });

  it("makes one version, and an entry for each of them under one changeId", async () => {
    const before = await count();
    const done = await a.changes.submit(several(["s1", "s2", "s3"]));
    expect(done.version).toBe(before.version + 1);
    expect(done.result).toBe(done.version);
    expect(await count()).toEqual({
      version: before.version + 1,
      entries: before.entries + 3,
      versions: before.versions + 1,
      notes: before.notes + 3,
    });
    const state = await readChainState(a.connection);
    expect(flawsOf(state)).toEqual([]);
    const own = state.entries.slice(-3).map(({ content }) => [content.version, content.changeId]);
    expect(new Set(own.map(String)).size).toBe(1);
  });

  it("leaves nothing when a part of it is refused, and the others of its group are made", async () => {
    const before = await count();
    const results = await Promise.allSettled([
      a.changes.submit(putNote("u1", 1)),
      a.changes.submit(several(["half"], new AppError("precondition_failed"))),
      a.changes.submit(several(["other half", "one"])),
      a.changes.submit(several(["dry"], new UndoneError(new Error("only looked")))),
      a.changes.submit(putNote("u2", 1)),
    ]);
    expect(outcomes(results)).toEqual(["ok", "precondition_failed", "conflict", "Error: only looked", "ok"]);
    const after = await count();
    expect(after).toEqual(plus(before, 2));
    expect(flawsOf(await readChainState(a.connection))).toEqual([]);
  });
});

/** A count after so many changes of one note each. */
const plus = (before: Awaited<ReturnType<typeof count>>, n: number) =>
  Object.fromEntries(Object.entries(before).map(([name, value]) => [name, value + n]));

describe("two instances", () => {
  it("make one gapless order of 64 concurrent changes each, with few attempts", async () => {
    const before = await readChainState(a.connection);
    const writes = Array.from({ length: 64 }, (_, n) => [
      a.changes.submit(putNote(`a${n}`, n)),
      b.changes.submit(putNote(`b${n}`, n)),
    ]).flat();
    const done = await Promise.all(writes);
    expect(new Set(done.map(({ version }) => version)).size).toBe(128);
    const state = await readChainState(b.connection);
    expect(flawsOf(state)).toEqual([]);
    expect(state.head.version).toBe(before.head.version + 128);
    const transactions = state.head.attempts - before.head.attempts;
    expect(transactions).toBeLessThanOrEqual(32);
  });

  it("keep their order without a ticket too, when Redis is away", async () => {
    const before = await readChainState(a.connection);
    await redis.stop();
    const started = performance.now();
    const writes = Array.from({ length: 16 }, (_, n) => [
      a.changes.submit(putNote(`x${n}`, n)),
      b.changes.submit(putNote(`y${n}`, n)),
    ]).flat();
    await Promise.all(writes);
    expect(performance.now() - started).toBeLessThan(5_000);
    const state = await readChainState(a.connection);
    expect(flawsOf(state)).toEqual([]);
    expect(state.head.version).toBe(before.head.version + 32);
  });

  it("refuse new changes when they are closing, and finish what they have taken", async () => {
    const last = b.changes.submit(putNote("last", 1));
    const closing = b.changes.close();
    await expect(b.changes.submit(putNote("late", 1))).rejects.toMatchObject({ code: "service_unavailable" });
    await closing;
    expect((await last).result).toBe("last");
  });
});
