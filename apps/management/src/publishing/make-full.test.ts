import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  publicKeyOf,
} from "@zerq/crypto/signing";
import {
  type EntityChange,
  type FullSnapshotPayload,
  openFullSnapshot,
  signDelta,
  signFullSnapshot,
} from "@zerq/plane-protocol/delta";
import { signUnsigned } from "@zerq/plane-protocol/signed-message";
import { describe, expect, it } from "vitest";
import { makeFullInThread } from "./full-thread.ts";
import { type FullJob, makeFull } from "./make-full.ts";

const key = parsePrivateKey(generateSigningKeys().privateKey);
const signer = createSigner(key);
const other = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
const verifier = createVerifier([publicKeyOf(key)]);

const place = { deployment: "d", audience: "gateway:default" } as const;
const client = (id: string, name = id) => ({ id, name: `${name} "ü"` });
const earlier: FullSnapshotPayload = {
  ...{ ...place, schemaVersion: 1, epoch: 1, version: 3, hash: "hash of 3", time: 1 },
  entities: { client: [client("a"), client("b")], policy: [{ id: "p" }] },
};
const put = (id: string, name: string): EntityChange => ({
  ...{ op: "put", kind: "client", id, entity: client(id, name) },
});

/** Deltas from version 4 on, each with the hash of the one before. */
function deltas(...changes: EntityChange[][]): { texts: string[]; hash: string } {
  let hash = earlier.hash;
  const texts = changes.map((each, index) => {
    const about = { ...place, schemaVersion: 1 as const, epoch: 1, version: 4 + index, time: 2 };
    const signed = signDelta(signer, { ...about, previousHash: hash, changes: each });
    hash = signed.hash;
    return signed.text;
  });
  return { texts, hash };
}

function fold(texts: readonly string[], from = signFullSnapshot(signer, earlier)): FullJob {
  const job = { ...place, kind: "fold", time: 9, deltas: texts } as const;
  return { ...job, publicKey: signer.publicKey, earlier: Buffer.from(from) };
}
const opened = async (made: ReturnType<typeof makeFull>) =>
  openFullSnapshot(verifier, (await signUnsigned(signer, made)).toString("utf8"));

describe("a full snapshot", () => {
  it("is made of everything there is", async () => {
    const pieces = {
      client: [JSON.stringify(client("a")), JSON.stringify(client("b"))],
      policy: ['{"id":"p"}'],
    };
    const at = { epoch: 1, version: 3, hash: "hash of 3" };
    const made = makeFull({ ...place, kind: "whole", time: 1, at, entities: pieces });
    expect(await opened(made)).toEqual(earlier);
  });

  it("is made of an earlier one and the deltas after it, here and on a thread of its own", async () => {
    const { texts, hash } = deltas(
      [put("a", "changed"), { op: "delete", kind: "policy", id: "p" }],
      [],
      [put("c", "new"), { op: "delete", kind: "client", id: "b" }],
    );
    const expected = { ...earlier, version: 6, hash, time: 9 };
    const entities = { client: [client("a", "changed"), client("c", "new")] };
    expect(await opened(makeFull(fold(texts)))).toEqual({ ...expected, entities });
    const apart = await makeFullInThread(fold(texts));
    expect(apart.version).toBe(6);
    expect(await opened(apart)).toEqual({ ...expected, entities });
  });

  it.each<[string, FullJob]>([
    ["an earlier one that somebody else signed", fold([], signFullSnapshot(other, earlier))],
    ["one of another audience", fold([], signFullSnapshot(signer, { ...earlier, audience: "portal" }))],
    ["something else", fold([], "{}")],
    ["a delta that is missing in between", fold(deltas([], [], []).texts.toSpliced(1, 1))],
    ["a delta that comes twice", fold([...deltas([]).texts, ...deltas([]).texts])],
    ["a delta that was altered", fold(deltas([put("a", "x")]).texts.map((text) => text.replace("x", "y")))],
  ])("isn't made of %s", async (_what, job) => {
    expect(() => makeFull(job)).toThrow();
  });

  it("that can't be made on its thread says why", async () => {
    await expect(makeFullInThread(fold([], "{}"))).rejects.toThrow(/malformed/);
  });
});
