import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type DeltaPayload, type EntityChange, signDelta, signFullSnapshot, signHead } from "./delta.ts";
import type { StoreChange } from "./entity-store.ts";
import { createFollower, type Follower } from "./follower.ts";
import type { FollowerTransport } from "./follower-transport.ts";
import { nameLargeDelta } from "./large-delta.ts";

const keys = generateSigningKeys();
const signer = createSigner(parsePrivateKey(keys.privateKey));
const verifier = createVerifier([parsePublicKey(keys.publicKey)]);
const schemas = { thing: z.object({ id: z.string(), value: z.number() }).strict() };

/** A publisher in memory that can lose, repeat and reorder what it publishes. */
class Publisher implements FollowerTransport {
  deltas = new Map<number, string>();
  hashes = [""];
  full: string | null = null;
  head: string | null = null;
  onMessage: (text: string | null) => void = () => {};

  make(changes: EntityChange[], overrides: Partial<DeltaPayload> = {}, by = signer): string {
    const version = this.hashes.length;
    const payload: DeltaPayload = {
      schemaVersion: 1,
      deployment: "d",
      epoch: 1,
      audience: "portal",
      version,
      previousHash: this.hashes[version - 1] ?? "",
      time: version,
      changes,
      ...overrides,
    };
    const { text, hash } = signDelta(by, payload);
    if (by === signer && Object.keys(overrides).length === 0) {
      this.hashes.push(hash);
      this.deltas.set(version, text);
    }
    return text;
  }
  put(id: string, value: number): string {
    return this.make([{ op: "put", kind: "thing", id, entity: { id, value } }]);
  }
  readHead = async () => this.head;
  readVersion = async () => Math.max(0, ...this.deltas.keys());
  readDeltas = async (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => this.deltas.get(from + index) ?? null);
  readFull = async () => this.full;
  subscribe = async (onMessage: (text: string | null) => void) => {
    this.onMessage = onMessage;
  };
  close = async () => {};
}

let publisher: Publisher;
let follower: Follower;
let problems: string[];
let applied: StoreChange[];

beforeEach(async () => {
  publisher = new Publisher();
  problems = [];
  applied = [];
  follower = newFollower(1_000_000);
  return () => follower.stop();
});

function newFollower(pollMs: number): Follower {
  return createFollower({
    audience: "portal",
    deployment: "d",
    verifier,
    transport: publisher,
    schemas,
    onApplied: (_store, changes) => applied.push(...changes),
    onProblem: (problem) => problems.push(problem.message),
    pollMs,
  });
}

async function settle(version: number): Promise<void> {
  await expect.poll(() => follower.status().version).toBe(version);
}
const common = { deployment: "d", epoch: 1, audience: "portal" };

function headAt(version: number): string {
  return signHead(signer, { ...common, version, hash: publisher.hashes[version] ?? "", time: version });
}
function fullAt(version: number): string {
  const entities = { thing: [{ id: "a", value: version }] };
  const hash = publisher.hashes[version] ?? "";
  return signFullSnapshot(signer, { ...common, schemaVersion: 1, version, hash, time: version, entities });
}
const value = (id: string) => (follower.store.get("thing", id) as { value: number } | undefined)?.value;

describe("a follower", () => {
  it("starts empty and applies what is published, once and in order", async () => {
    await follower.start();
    const messages = [publisher.put("a", 1), publisher.put("b", 2), publisher.put("a", 3)];
    for (const message of messages) publisher.onMessage(message);
    for (const message of messages) publisher.onMessage(message);
    await settle(3);
    expect([value("a"), value("b")]).toEqual([3, 2]);
    expect(applied).toHaveLength(3);
    expect(problems).toEqual([]);
  });

  it("takes a burst of more than it gathers, with a forged message in it, and is at its end", async () => {
    await follower.start();
    const messages = Array.from({ length: 600 }, (_, n) => publisher.put(String(n % 7), n));
    const forged = (messages[400] ?? "").replace("400", "666");
    for (const message of messages.toSpliced(400, 0, forged)) publisher.onMessage(message);
    await settle(600);
    expect([value("0"), applied.length, problems.length]).toEqual([595, 600, 1]);
    expect(problems.join()).toMatch(/bad-signature/);
  });

  it("catches up with what was published before it started, and after a reconnect", async () => {
    for (let n = 1; n <= 450; n += 1) publisher.put("a", n);
    await follower.start();
    await settle(450);
    publisher.put("a", 451);
    publisher.onMessage(null);
    await settle(451);
    expect(value("a")).toBe(451);
  });

  it("pulls what a lost message held, and takes reordered ones", async () => {
    await follower.start();
    publisher.put("a", 1);
    const second = publisher.put("b", 2);
    publisher.onMessage(second);
    await settle(2);
    const third = publisher.put("a", 3);
    const fourth = publisher.put("a", 4);
    publisher.onMessage(fourth);
    publisher.onMessage(third);
    await settle(4);
    expect(value("a")).toBe(4);
  });

  it("pulls a large delta that is only named, and goes on from a full snapshot when it is gone", async () => {
    publisher.put("a", 1);
    await follower.start();
    publisher.put("a", 2);
    publisher.onMessage(nameLargeDelta(2, 300_000));
    await settle(2);
    publisher.put("a", 3);
    publisher.put("a", 4);
    publisher.full = fullAt(3);
    publisher.deltas.delete(3);
    publisher.onMessage(nameLargeDelta(3, 300_000));
    await settle(4);
    expect(problems).toEqual([]);
  });

  it("looks once at once, and then five times a second, however often versions are named that nobody has", async () => {
    publisher.put("a", 1);
    await follower.start();
    let looks = 0;
    publisher.readVersion = async () => {
      looks += 1;
      return 1;
    };
    for (let named = 0; named < 1_000; named += 1) {
      publisher.onMessage(nameLargeDelta(1 + (named % 2) * 1_000_000, 1));
      publisher.onMessage('{"large":{"version":1e999,"length":0}}');
      await Promise.resolve();
    }
    await settle(1);
    expect(looks).toBeGreaterThan(0);
    expect(looks).toBeLessThan(10);
    publisher.onMessage(publisher.put("a", 2));
    await settle(2);
  });

  it("starts from a full snapshot where old deltas are gone, and goes on from there", async () => {
    for (let n = 1; n <= 5; n += 1) publisher.put("a", n);
    publisher.full = fullAt(4);
    for (const version of [1, 2, 3, 4]) publisher.deltas.delete(version);
    await follower.start();
    await settle(5);
    expect(value("a")).toBe(5);
  });

  it("begins with all that there is, and never in between with a snapshot that deltas go beyond", async () => {
    for (let n = 1; n <= 4; n += 1) publisher.put("a", n);
    publisher.full = fullAt(2);
    publisher.head = headAt(4);
    const fourth = publisher.deltas.get(4) ?? "";
    publisher.deltas.delete(4);
    await follower.start();
    // The head names a fourth version, which may take back what the third allows.
    expect([follower.status().loaded, applied.length]).toEqual([false, 0]);
    publisher.deltas.set(4, fourth);
    publisher.onMessage(fourth);
    await settle(4);
    expect([value("a"), problems]).toEqual([4, []]);
  });

  it("begins with less than the head says when more is nowhere to be had", async () => {
    follower = newFollower(50);
    publisher.put("a", 1);
    publisher.head = headAt(2);
    await follower.start();
    await settle(1);
    await expect.poll(() => follower.status().lastError).toMatch(/missing-delta/);
  });

  it("looks by itself for what nobody has told it of", async () => {
    follower = newFollower(50);
    publisher.put("a", 1);
    await follower.start();
    await settle(1);
    publisher.put("a", 2);
    await settle(2);
    expect([value("a"), problems]).toEqual([2, []]);
  });

  it("goes over to a higher epoch, even back to an earlier version, and never back again", async () => {
    follower = newFollower(50);
    for (let n = 1; n <= 4; n += 1) publisher.put("a", n);
    await follower.start();
    await settle(4);
    const raised = { ...common, epoch: 2, version: 2, hash: publisher.hashes[2] ?? "", time: 9 };
    const entities = { thing: [{ id: "a", value: 22 }] };
    const restored = { ...raised, schemaVersion: 1 as const, entities };
    const [oldFull, oldHead] = [fullAt(4), headAt(4)];
    publisher.full = signFullSnapshot(signer, restored);
    publisher.head = signHead(signer, raised);
    await settle(2);
    expect([follower.status().epoch, value("a")]).toEqual([2, 22]);
    [publisher.full, publisher.head] = [oldFull, oldHead];
    await expect.poll(() => problems.join()).toMatch(/old-epoch/);
    expect([follower.status().version, value("a")]).toEqual([2, 22]);
  });

  it("keeps an entity it doesn't understand as a problem, and drops its old form", async () => {
    await follower.start();
    publisher.onMessage(publisher.put("a", 1));
    publisher.onMessage(
      publisher.make([{ op: "put", kind: "thing", id: "a", entity: { id: "a", value: "x" } }]),
    );
    publisher.onMessage(publisher.make([{ op: "put", kind: "novelty", id: "n", entity: { id: "n" } }]));
    await settle(3);
    expect(value("a")).toBeUndefined();
    expect(follower.store.problems().map(({ kind, id }) => `${kind}/${id}`)).toEqual([
      "thing/a",
      "novelty/n",
    ]);
    expect(applied.at(-1)?.op).toBe("invalid");
  });

  it("says what it knows of the head, and refuses a forged one", async () => {
    const head = { deployment: "d", epoch: 1, audience: "portal", version: 0, hash: "", time: 77 };
    publisher.head = signHead(signer, head);
    await follower.start();
    expect(follower.status().headTime).toBe(77);
    const stranger = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
    publisher.head = signHead(stranger, { ...head, time: 99 });
    publisher.onMessage(null);
    await expect
      .poll(() => problems)
      .toEqual([expect.stringMatching(/^head by a key that is not trusted here: bad-signature/)]);
    expect(follower.status().headTime).toBe(77);
  });
});

describe("a follower refuses, and keeps what it has,", () => {
  const stranger = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
  const evil: EntityChange[] = [{ op: "put", kind: "thing", id: "a", entity: { id: "a", value: 666 } }];
  const cases: [string, () => string, RegExp][] = [
    ["a forged signature", () => publisher.make(evil, {}, stranger), /bad-signature/],
    ["another deployment's delta", () => publisher.make(evil, { deployment: "other" }), /wrong-deployment/],
    [
      "another audience's delta",
      () => publisher.make(evil, { audience: "gateway:default" }),
      /wrong-audience/,
    ],
    ["a lower epoch", () => publisher.make(evil, { epoch: 0 }), /old-epoch/],
    [
      "a delta that follows another one",
      () => publisher.make(evil, { previousHash: "elsewhere" }),
      /broken-chain/,
    ],
    ["an unknown schema version", () => publisher.make(evil, { schemaVersion: 3 }), /schema-version/],
    ["text that is no message", () => "{}", /malformed/],
    [
      "a head passed off as a delta",
      () =>
        signHead(signer, { deployment: "d", epoch: 1, audience: "portal", version: 2, hash: "", time: 1 }),
      /bad-signature/,
    ],
    [
      "a payload changed after signing",
      () => publisher.make(evil, { time: 5 }).replace("666", "667"),
      /bad-signature/,
    ],
  ];
  it.each(cases)("%s", async (_what, message, problem) => {
    await follower.start();
    publisher.onMessage(publisher.put("a", 1));
    await settle(1);
    publisher.onMessage(message());
    await expect.poll(() => problems.join()).toMatch(problem);
    expect(follower.status().version).toBe(1);
    expect(value("a")).toBe(1);
    publisher.onMessage(publisher.put("a", 2));
    await settle(2);
    expect(follower.status().lastError).toBeNull();
  });

  it("a rollback: an old delta or an old full snapshot", async () => {
    await follower.start();
    const first = publisher.put("a", 1);
    publisher.onMessage(first);
    publisher.onMessage(publisher.put("a", 2));
    await settle(2);
    publisher.onMessage(first);
    publisher.deltas.delete(2);
    publisher.onMessage(null);
    await settle(2);
    expect(value("a")).toBe(2);
  });
});
