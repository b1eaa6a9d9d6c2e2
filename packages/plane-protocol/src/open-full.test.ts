import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
  type Signer,
} from "@zerq/crypto/signing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FullSnapshotPayload, openFullSnapshot, signFullSnapshot } from "./delta.ts";
import { openFullInTurns } from "./open-full.ts";
import { splitFull } from "./split-full.ts";
import { Turns, takeAtOnce } from "./turns.ts";

const newKeys = () => {
  const { privateKey, publicKey } = generateSigningKeys();
  return {
    signer: createSigner(parsePrivateKey(privateKey)),
    verifier: createVerifier([parsePublicKey(publicKey)]),
  };
};
const { signer, verifier } = newKeys();

const payload = (entities: Record<string, unknown[]>, more: object = {}): FullSnapshotPayload => ({
  ...{ schemaVersion: 1, deployment: "d", epoch: 1, audience: "portal", version: 3, hash: "h", time: 4 },
  entities,
  ...more,
});

/** A payload's text as a signed message, whatever it is. */
function signText(body: string, by: Signer = signer): string {
  const signature = by.sign(Buffer.from(`zerq:full-snapshot:${body}`));
  return JSON.stringify({ payload: body, ...signature });
}

async function inTurns(text: string): Promise<FullSnapshotPayload> {
  const { payload: read, groups } = await openFullInTurns(verifier, text, Turns.shared());
  const entities: Record<string, unknown[]> = {};
  for (const { kind, entities: some } of groups()) entities[kind] = [...(entities[kind] ?? []), ...some];
  return { ...read, entities };
}

/** Kinds without entities are none. */
function withoutEmpty({ entities, ...rest }: FullSnapshotPayload) {
  return {
    ...rest,
    entities: Object.fromEntries(Object.entries(entities).filter(([, { length }]) => length > 0)),
  };
}

const awkward = fc.stringMatching(/^[{}[\]",:\\ \n\u00e9\u{1f600}a]{0,12}$/u);
const entity = fc.oneof(
  fc.dictionary(
    awkward.filter((name) => name !== "__proto__"),
    fc.oneof(awkward, fc.jsonValue({ maxDepth: 2 })),
    {
      maxKeys: 4,
    },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const entities = fc
  .dictionary(fc.constantFrom("client", "profile", "ki{nd", 'q"'), fc.array(entity, { maxLength: 8 }), {
    maxKeys: 4,
  })
  .map((kinds) => JSON.parse(JSON.stringify(kinds)) as Record<string, unknown[]>);

describe("a full snapshot that is read in turns", () => {
  it("has in it what it has when it is read at once", async () => {
    await fc.assert(
      fc.asyncProperty(entities, async (kinds) => {
        const text = signFullSnapshot(signer, payload(kinds));
        expect(await inTurns(text)).toEqual(withoutEmpty(openFullSnapshot(verifier, text)));
      }),
    );
  });

  it("is cut into slices and groups without losing anything", async () => {
    const some = fc.sample(entity, { numRuns: 400, seed: 7 });
    const long = { id: "long", text: '\\"{é\u{1f600}'.repeat(60_000) };
    const many = Array.from({ length: 40 }, () => some).flat();
    const text = signFullSnapshot(signer, payload({ first: many, last: [long, ...some] }));
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(await inTurns(text)).toEqual(openFullSnapshot(verifier, text));
  });

  it("is split between entities, and nowhere else, however large a group may be", () => {
    fc.assert(
      fc.property(entities, fc.integer({ min: 1, max: 60 }), (kinds, length) => {
        const body = JSON.stringify(payload(kinds));
        const { rest, groups } = takeAtOnce(splitFull(body, length));
        expect(JSON.parse(rest)).toEqual(payload({}));
        for (const [kind, list] of Object.entries(kinds)) {
          const own = groups.filter((group) => group.kind === kind);
          const found = own.flatMap(({ from, to }) => JSON.parse(`[${body.slice(from, to)}]`) as unknown[]);
          expect(found).toEqual(list);
        }
      }),
    );
  });

  it("is taken in any way of writing JSON", async () => {
    const written = payload({ client: [{ id: "a" }, { id: "b" }], policy: [] });
    const { payload: body, ...signature } = JSON.parse(signText(JSON.stringify(written, null, 2)));
    const turned = JSON.stringify({ ...signature, payload: body }, null, 1);
    expect(await inTurns(turned)).toEqual(withoutEmpty(written));
  });

  it("is refused whenever it is refused at once, and else has the same in it", async () => {
    const body = JSON.stringify(
      payload({ client: [{ id: "a", n: [1, { m: "}" }] }, { id: "b" }], policy: [{}] }),
    );
    const change = fc.tuple(
      fc.nat(body.length - 1),
      fc.nat(3),
      fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "\\", "1", " ", "null"),
    );
    await fc.assert(
      fc.asyncProperty(change, async ([at, length, put]) => {
        const text = signText(body.slice(0, at) + put + body.slice(at + length));
        let atOnce: FullSnapshotPayload;
        try {
          atOnce = openFullSnapshot(verifier, text);
        } catch {
          await expect(inTurns(text)).rejects.toThrow(/malformed|schema-version/);
          return;
        }
        expect(await inTurns(text)).toEqual(withoutEmpty(atOnce));
      }),
      { numRuns: 1_000 },
    );
  });

  const genuine = signFullSnapshot(signer, payload({ client: [{ id: "a" }] }));
  it.each<[string, string, RegExp]>([
    ["is signed by another key", signText(JSON.stringify(payload({})), newKeys().signer), /bad-signature/],
    ["was altered", genuine.replace('\\"id\\":\\"a\\"', '\\"id\\":\\"b\\"'), /bad-signature/],
    ["has another signature", genuine.replace(/"sig":".{4}/, '"sig":"AAAA'), /bad-signature/],
    ["names another algorithm", genuine.replace('"alg":"Ed25519"', '"alg":"ES256"'), /bad-signature/],
    [
      "is another kind of message",
      JSON.stringify({ payload: "{}", ...signer.sign(Buffer.from("zerq:delta:{}")) }),
      /bad-signature/,
    ],
    ["says its payload twice", genuine.replace('"payload":"', '"payload":"{}","payload":"'), /malformed/],
    ["is no message", "{}", /malformed/],
    ["ends in the middle", genuine.slice(0, -20), /malformed/],
    ["has a kind twice", signText('{"entities":{"client":[],"client":[]}}'), /malformed/],
    ["has its entities twice", signText('{"entities":{},"entities":{"client":[]}}'), /malformed/],
    [
      "has entities that are no list",
      signText(JSON.stringify(payload({ client: {} as never }))),
      /schema-version/,
    ],
    [
      "is of a schema that isn't known",
      signText(JSON.stringify(payload({}, { schemaVersion: 9 }))),
      /schema-version/,
    ],
    ["has a member that isn't known", signText(JSON.stringify(payload({}, { more: 1 }))), /schema-version/],
  ])("is refused when it %s", async (_what, text, reason) => {
    await expect(inTurns(text)).rejects.toThrow(reason);
  });
});
