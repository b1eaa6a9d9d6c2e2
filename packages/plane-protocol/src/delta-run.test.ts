import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
  type Verifier,
} from "@zerq/crypto/signing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ChainReader } from "./chain-reader.ts";
import { type DeltaPayload, signDelta } from "./delta.ts";
import { EntityStore } from "./entity-store.ts";
import { HeadWatch } from "./head-watch.ts";

const [ours, stranger, next] = [0, 1, 2].map(() => {
  const { privateKey, publicKey } = generateSigningKeys();
  return { signer: createSigner(parsePrivateKey(privateKey)), publicKey: parsePublicKey(publicKey) };
}) as [Pair, Pair, Pair];
type Pair = { signer: ReturnType<typeof createSigner>; publicKey: ReturnType<typeof parsePublicKey> };
type Made = { text: string; hash: string };
const LENGTH = 12;

/** `LENGTH` deltas that follow one another; the number `from` is in each, so that no two chains are the same. */
function chain(overrides: Partial<DeltaPayload> = {}, from = 0, by: Pair[] = [ours]): Made[] {
  const made: Made[] = [];
  for (let version = 1; version <= LENGTH; version += 1) {
    const id = String(version % 4);
    const payload: DeltaPayload = {
      ...{ schemaVersion: 1, deployment: "d", epoch: 1, audience: "portal", version, time: version },
      previousHash: made.at(-1)?.hash ?? "",
      changes: [{ op: "put", kind: "thing", id, entity: { id, value: from + version } }],
      ...overrides,
    };
    made.push(signDelta((by[version % by.length] ?? ours).signer, payload));
  }
  return made;
}
const genuine = chain();
const elsewhere = chain({ audience: "gateway:default" }, 100);
const textsOf = (made: readonly Made[]) => made.map(({ text }) => text);

/** A reader, what it refused, and how often it has looked at a signature. @param byItself proves each one by itself */
function reader(byItself = false, trusted: readonly Pair[] = [ours]) {
  const verifying = createVerifier(trusted.map(({ publicKey }) => publicKey));
  const counts = { signatures: 0 };
  const verifier: Verifier = {
    ...verifying,
    verify(...about) {
      counts.signatures += 1;
      return verifying.verify(...about);
    },
  };
  const store = new EntityStore({ thing: z.object({ id: z.string(), value: z.number() }).strict() });
  const taken: string[] = [];
  const chain = new ChainReader({
    ...{ audience: "portal", deployment: "d", verifier, store, watch: new HeadWatch(1_000) },
    ...(byItself && { onTaken: (_kind: string, text: string) => taken.push(text) }),
  });
  const refused: string[] = [];
  const take = (texts: readonly string[]) =>
    chain.takeDeltas(texts, (error) => refused.push((error as Error).message));
  const values = () => [...store.all("thing")] as { id: string; value: number }[];
  return { chain, take, taken, refused, counts, values };
}
type Reader = ReturnType<typeof reader>;

/** What a reader of the genuine chain holds at its version: nothing else may be held, whatever it was sent. */
function expectGenuine({ chain: { position }, values }: Reader): void {
  const known = genuine.slice(0, position.version);
  expect(position.hash).toBe(known.at(-1)?.hash ?? "");
  const expected = new Map(known.map((_, index) => [String((index + 1) % 4), index + 1]));
  expect(new Map(values().map(({ id, value }) => [id, value]))).toEqual(expected);
}
const payloadChanged = (text: string) => text.replace(/(value\\":)\d+/, "$1666");
const signatureChanged = (text: string) => text.replace(/"sig":"../, '"sig":"AA');
const withEnd = (made: readonly Made[], end: string) => [...textsOf(made.slice(0, -1)), end];

describe("a run of deltas", () => {
  it("is proved by the last one's signature alone", () => {
    const one = reader();
    expect(one.take(textsOf(genuine))).toBe(false);
    expect([one.chain.position.version, one.counts.signatures]).toEqual([LENGTH, 1]);
    expectGenuine(one);
  });

  it("is proved one by one for whoever hands the messages on, since each has to stand for itself later", () => {
    const keeper = reader(true);
    const texts = textsOf(genuine).with(3, signatureChanged(genuine[3]?.text ?? ""));
    keeper.take(texts);
    expect(keeper.taken).toEqual(texts.slice(0, 3));
    expect(keeper.refused).toEqual([expect.stringMatching(/bad-signature/)]);
  });

  it("that follows what is known already, or goes beyond what is known, is told apart", () => {
    const one = reader();
    expect(one.take(textsOf(genuine.slice(3)))).toBe(true);
    expect(one.chain.position.version).toBe(0);
    one.take(textsOf(genuine.slice(0, 6)));
    one.take(textsOf(genuine));
    expect([one.chain.position.version, one.refused]).toEqual([LENGTH, []]);
    expectGenuine(one);
  });

  it("of two signing keys is proved one by one: none vouches for what another one has signed", () => {
    const mixed = textsOf(chain({}, 0, [ours, next]));
    const trusting = reader(false, [ours, next]);
    trusting.take(mixed);
    expect([trusting.chain.position.version, trusting.counts.signatures > LENGTH]).toEqual([LENGTH, true]);
    const wary = reader(false, [ours]);
    wary.take(mixed);
    expect([wary.chain.position.version, wary.refused[0]]).toEqual([
      0,
      expect.stringMatching(/bad-signature/),
    ]);
  });
});

describe("a run of deltas with something else in it", () => {
  const [first] = genuine;
  const middle = genuine[5]?.text ?? "";
  const last = genuine.at(-1) as Made;
  const restored = chain({ epoch: 2 }, 200);
  const cases: [what: string, texts: string[], version: number, problem: RegExp][] = [
    [
      "a forged end",
      withEnd(genuine, chain({}, 500, [stranger]).at(-1)?.text ?? ""),
      LENGTH - 1,
      /bad-signature/,
    ],
    ["an end that was altered", withEnd(genuine, payloadChanged(last.text)), LENGTH - 1, /bad-signature/],
    ["a forged middle", textsOf(genuine).with(5, payloadChanged(middle)), 5, /bad-signature/],
    ["a forged one between two", textsOf(genuine).toSpliced(5, 0, payloadChanged(middle)), LENGTH, /bad-sig/],
    ["text between two", textsOf(genuine).toSpliced(5, 0, "{}"), LENGTH, /malformed/],
    ["another audience's end", withEnd(genuine, elsewhere.at(-1)?.text ?? ""), LENGTH - 1, /wrong-audience/],
    ["nothing but another audience's", textsOf(elsewhere), 0, /wrong-audience/],
    ["nothing but another deployment's", textsOf(chain({ deployment: "e" })), 0, /wrong-deployment/],
    [
      "another history's end",
      withEnd(genuine, chain({}, 300).at(-1)?.text ?? ""),
      LENGTH - 1,
      /broken-chain/,
    ],
    ["an epoch of before", [...textsOf(restored), first?.text ?? ""], LENGTH, /old-epoch/],
  ];
  it.each(cases)("takes what is genuine, and of %s nothing", (_what, texts, version, problem) => {
    const one = reader();
    one.take(texts);
    expect(one.chain.position.version).toBe(version);
    expect(one.refused.join()).toMatch(problem);
    expect(one.values().every(({ value }) => value !== 666)).toBe(true);
  });

  it("takes a genuine body whose own signature was altered only where the next one vouches for it", () => {
    const one = reader();
    one.take(textsOf(genuine).with(5, signatureChanged(middle)));
    expect([one.chain.position.version, one.refused]).toEqual([LENGTH, []]);
    expectGenuine(one);
    const other = reader();
    other.take([...textsOf(genuine.slice(0, 5)), signatureChanged(middle)]);
    expect([other.chain.position.version, other.refused.length]).toEqual([5, 1]);
  });
});

it("leaves what one by one would leave, or more of the genuine chain, whatever comes in whatever order", () => {
  const wrongs: ((text: string) => string)[] = [payloadChanged, signatureChanged, () => "{", () => ""];
  const foreign = [...elsewhere, ...chain({}, 500, [stranger]), ...chain({}, 300), ...chain({ epoch: 0 })];
  const some = fc.oneof(
    { weight: 8, arbitrary: fc.nat(LENGTH - 2).map((at) => textsOf(genuine).slice(at, at + 4)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(LENGTH - 1), fc.constantFrom(...wrongs))
        .map(([at, wrong]) => [wrong(genuine[at]?.text ?? "")]),
    },
    { weight: 1, arbitrary: fc.nat(foreign.length - 1).map((at) => [foreign[at]?.text ?? ""]) },
    { weight: 2, arbitrary: fc.nat(LENGTH - 1).map((at) => [genuine[at]?.text ?? ""]) },
  );
  const bursts = fc.array(
    fc.array(some, { maxLength: 5 }).map((parts) => parts.flat()),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(bursts, (sent) => {
      const [together, single] = [reader(), reader(true)];
      for (const texts of [textsOf(genuine).slice(0, 2), ...sent]) {
        together.take(texts);
        single.take(texts);
        expectGenuine(together);
        expect(together.chain.position.version).toBeGreaterThanOrEqual(single.chain.position.version);
        // Only a genuine body with another signature may make the difference.
        const isAltered = sent.flat().some((text) => text.includes('"sig":"AA'));
        if (!isAltered) expect(together.chain.position).toEqual(single.chain.position);
      }
    }),
    { numRuns: 150 },
  );
});
