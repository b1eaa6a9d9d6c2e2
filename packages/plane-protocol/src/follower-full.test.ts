import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { signDelta, signFullSnapshot } from "./delta.ts";
import type { StoreChange } from "./entity-store.ts";
import { createFollower, type Follower } from "./follower.ts";
import type { FollowerTransport } from "./follower-transport.ts";
import type { Turns } from "./turns.ts";

/** A follower that serves version 1 already when a full snapshot far ahead of it comes. */
const keys = generateSigningKeys();
const signer = createSigner(parsePrivateKey(keys.privateKey));
const verifier = createVerifier([parsePublicKey(keys.publicKey)]);
const schemas = { thing: z.object({ id: z.string(), value: z.number() }).strict() };
const place = { schemaVersion: 1 as const, deployment: "d", epoch: 1, audience: "portal" };
const FAR = 5_000;

let deltas: Map<number, string>;
let hashes: Map<number, string>;
let full: string | null;
let version: number;
let onMessage: (text: string | null) => void;
const transport: FollowerTransport = {
  readHead: async () => null,
  readVersion: async () => version,
  readDeltas: async (from, to) => {
    const versions = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return versions.map((each) => deltas.get(each) ?? null);
  },
  readFull: async () => full,
  subscribe: async (listener) => {
    onMessage = listener;
  },
  close: async () => undefined,
};

let follower: Follower;
let applied: { version: number; ids: string[] }[];
let problems: string[];
/** Work that the follower waits for before a full snapshot is in force. */
let prepare: (changes: readonly StoreChange[], version: number, turns: Turns) => Promise<void>;

beforeEach(async () => {
  [deltas, hashes, full, version] = [new Map(), new Map([[0, ""]]), null, 0];
  [applied, problems] = [[], []];
  prepare = async () => undefined;
  follower = createFollower({
    ...{
      audience: "portal",
      deployment: "d",
      verifier,
      transport,
      schemas,
      pollMs: 1_000_000,
      coalesceMs: 0,
    },
    prepare: (_store, changes, at, turns) => prepare(changes, at, turns),
    onApplied(_store, changes, status) {
      applied.push({ version: status.version, ids: changes.map(({ id }) => id) });
    },
    onProblem: (problem) => problems.push(problem.message),
  });
  publishDelta(1, "a");
  await follower.start();
  expect(held("a")).toBe(1);
});
afterEach(() => follower.stop());

const held = (id: string) => (follower.store.get("thing", id) as { value: number } | undefined)?.value;

/** @returns its text; it can be pulled, but nobody has been told of it */
function publishDelta(at: number, id: string): string {
  const changes = [{ op: "put" as const, kind: "thing", id, entity: { id, value: at } }];
  const previousHash = hashes.get(at - 1) ?? "";
  const { text, hash } = signDelta(signer, { ...place, version: at, previousHash, time: at, changes });
  deltas.set(at, text);
  hashes.set(at, hash);
  version = at;
  return text;
}

function publishFull(at: number, values: Record<string, number>): void {
  const entities = { thing: Object.entries(values).map(([id, value]) => ({ id, value })) };
  hashes.set(at, `hash of ${at}`);
  full = signFullSnapshot(signer, { ...place, version: at, hash: `hash of ${at}`, time: at, entities });
  version = at;
}

/** Holds up whatever is prepared. @returns what lets go, and a promise of the first call */
function hold() {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begin: (at: number) => void = () => undefined;
  const begun = new Promise<number>((resolve) => {
    begin = resolve;
  });
  prepare = async (_changes, at) => {
    begin(at);
    await released;
  };
  return { release, begun };
}

const settled = (at: number) =>
  vi.waitFor(() => expect(follower.status().version).toBe(at), { timeout: 15_000 });

describe("a full snapshot that comes to a follower which serves", () => {
  it("is prepared with what differs, and in force after that", async () => {
    const prepared: string[] = [];
    prepare = async (changes, at) => {
      prepared.push(...changes.map(({ op, id }) => `${op} ${id} for ${at}, at ${follower.status().version}`));
    };
    publishFull(FAR, { a: 1, b: 2 });
    onMessage(null);
    await settled(FAR);
    expect(prepared).toEqual([`put b for ${FAR}, at 1`]);
    expect(applied).toEqual([
      { version: 1, ids: ["a"] },
      { version: FAR, ids: ["b"] },
    ]);
    expect(problems).toEqual([]);
  });

  it("waits for nothing before it is taken, and what is published meanwhile follows it in order", async () => {
    const { release, begun } = hold();
    publishFull(FAR, { a: 7 });
    onMessage(null);
    expect(await begun).toBe(FAR);
    for (const [step, id] of ["b", "c", "d"].entries()) onMessage(publishDelta(FAR + 1 + step, id));
    expect(follower.status()).toMatchObject({ version: 1, loaded: true });
    expect(applied).toHaveLength(1);
    release();
    await settled(FAR + 3);
    expect(applied.map(({ ids }) => ids)).toEqual([["a"], ["a"], ["b", "c", "d"]]);
    expect([held("a"), held("d")]).toEqual([7, FAR + 3]);
    expect(problems).toEqual([]);
  });

  it("is followed by a second one that came meanwhile", async () => {
    const { release, begun } = hold();
    publishFull(FAR, { a: 7, b: 1 });
    onMessage(null);
    await begun;
    publishFull(3 * FAR, { a: 7, c: 1 });
    onMessage(publishDelta(3 * FAR + 1, "d"));
    release();
    await settled(3 * FAR + 1);
    expect(applied.map(({ version: at, ids }) => [at, ids])).toEqual([
      [1, ["a"]],
      [FAR, ["a", "b"]],
      [3 * FAR, ["c", "b"]],
      [3 * FAR + 1, ["d"]],
    ]);
    expect([held("b"), held("c")]).toEqual([undefined, 1]);
  });

  it("changes nothing when a part of it isn't genuine, and the next one does", async () => {
    publishFull(FAR, { a: 7 });
    const genuine = full;
    full = full?.replace('value\\":7', 'value\\":8') ?? null;
    expect(full).not.toBe(genuine);
    onMessage(null);
    await vi.waitFor(
      () => expect(problems).toEqual([expect.stringMatching(/^full-snapshot: bad-signature/)]),
      { timeout: 15_000 },
    );
    expect([held("a"), follower.status().version]).toEqual([1, 1]);
    full = genuine;
    onMessage(null);
    await settled(FAR);
    expect(held("a")).toBe(7);
  });

  it("is no way to stop what is forged from being told", async () => {
    const { release, begun } = hold();
    publishFull(FAR, { a: 7 });
    onMessage(null);
    await begun;
    const forged = publishDelta(FAR + 1, "b").replace(/"sig":".{4}/, '"sig":"AAAA');
    onMessage(forged);
    expect(problems).toEqual([expect.stringMatching(/^delta: bad-signature/)]);
    release();
    await settled(FAR + 1);
  });

  it("is in force all the same when preparing it fails", async () => {
    prepare = async () => {
      throw new Error("it can't be prepared");
    };
    publishFull(FAR, { a: 7 });
    onMessage(null);
    await vi.waitFor(() => expect(problems).toEqual(["it can't be prepared"]), { timeout: 15_000 });
    await settled(FAR);
    expect(held("a")).toBe(7);
  });

  it("is given up when the follower stops, without a word and without being in force", async () => {
    let turns: Turns | undefined;
    prepare = async (_changes, _at, given) => {
      turns = given;
      await given.take(endless());
    };
    publishFull(FAR, { a: 7 });
    onMessage(null);
    await vi.waitFor(() => expect(turns).toBeDefined(), { timeout: 15_000 });
    await follower.stop();
    expect(follower.status().version).toBe(1);
    expect(applied).toHaveLength(1);
    expect(problems).toEqual([]);
  });
});

function* endless(): Generator<void, void> {
  for (;;) yield;
}
