import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { expect, it } from "vitest";
import { z } from "zod";
import { signDelta, signFullSnapshot } from "./delta.ts";
import { createFollower } from "./follower.ts";
import type { FollowerTransport } from "./follower-transport.ts";

const [before, after] = [generateSigningKeys(), generateSigningKeys()];
const base = { schemaVersion: 1, deployment: "d", epoch: 1, audience: "portal", time: 1 } as const;
const put = (value: number) => ({ op: "put", kind: "thing", id: "a", entity: { id: "a", value } }) as const;
const by = (pair: typeof before) => createSigner(parsePrivateKey(pair.privateKey));
const first = signDelta(by(before), { ...base, version: 1, previousHash: "", changes: [put(1)] });
const second = signDelta(by(after), { ...base, version: 2, previousHash: first.hash, changes: [put(2)] });
const full = signFullSnapshot(by(after), {
  ...base,
  version: 2,
  hash: second.hash,
  entities: { thing: [{ id: "a", value: 2 }] },
});

/** Pulls once what is published while the signing key is being changed. @returns where the follower is then */
async function follow(trusted: (typeof before)[], fullSnapshot: string | null) {
  const transport: FollowerTransport = {
    readHead: async () => null,
    readVersion: async () => 2,
    readDeltas: async (from, to) => [first.text, second.text].slice(from - 1, to),
    readFull: async () => fullSnapshot,
    subscribe: async () => {},
    close: async () => {},
  };
  const problems: string[] = [];
  const follower = createFollower({
    audience: "portal",
    deployment: "d",
    verifier: createVerifier(trusted.map(({ publicKey }) => parsePublicKey(publicKey))),
    transport,
    schemas: { thing: z.object({ id: z.string(), value: z.number() }).strict() },
    onApplied: () => {},
    onProblem: ({ message }) => problems.push(message),
    pollMs: 0,
  });
  await follower.start();
  await follower.stop();
  return { version: follower.status().version, problems };
}

it("goes on from one signing key to the next while both are trusted", async () => {
  expect(await follow([before, after], null)).toEqual({ version: 2, problems: [] });
});

it("starts with the new key alone once a full snapshot is signed by it", async () => {
  expect(await follow([after], full)).toEqual({ version: 2, problems: [] });
});

it("stays at the last delta of the key it knows when the new one was not added first", async () => {
  const { version, problems } = await follow([before], null);
  expect(version).toBe(1);
  expect(problems.join()).toMatch(/bad-signature/);
});
