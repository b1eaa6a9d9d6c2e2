import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "./signing.ts";

const bytes = Buffer.from("what is signed");
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateSigningKeys();
const pairs = {
  Ed25519: { privateKey: parsePrivateKey(ed.privateKey), publicKey: parsePublicKey(ed.publicKey) },
  ES256: ec,
};

describe.each(Object.entries(pairs))("%s", (algorithm, { privateKey, publicKey }) => {
  const signature = createSigner(privateKey).sign(bytes);
  const verifier = createVerifier([publicKey]);

  it("verifies its own signature and says its name", () => {
    expect(signature.alg).toBe(algorithm);
    expect(verifier.verify(bytes, signature)).toBe(true);
  });

  it("verifies on a thread of the pool as it does here", async () => {
    expect(await verifier.verifyApart(bytes, signature)).toBe(true);
  });

  it("signs on a thread of the pool as it signs here, and says which key verifies that", async () => {
    const signer = createSigner(privateKey);
    const apart = await signer.signApart(bytes);
    expect(createVerifier([signer.publicKey]).verify(bytes, apart)).toBe(true);
    expect({ ...apart, sig: "" }).toEqual({ ...signature, sig: "" });
  });

  const other = createVerifier([parsePublicKey(generateSigningKeys().publicKey)]);
  const foreign = algorithm === "ES256" ? "Ed25519" : "ES256";
  it.each([
    ["other bytes", verifier, Buffer.from("something else"), signature],
    ["another key", other, bytes, signature],
    ["another algorithm's name", verifier, bytes, { ...signature, alg: foreign }],
    ["no algorithm", verifier, bytes, { ...signature, alg: "none" }],
    ["a cut signature", verifier, bytes, { ...signature, sig: signature.sig.slice(0, -4) }],
    ["no signature", verifier, bytes, { ...signature, sig: "" }],
  ])("refuses %s, here and on a thread of the pool", async (_what, by, signed, claimed) => {
    expect(by.verify(signed, claimed)).toBe(false);
    expect(await by.verifyApart(signed, claimed)).toBe(false);
  });

  it("accepts either of two keys at once", () => {
    const two = createVerifier([pairs.Ed25519.publicKey, pairs.ES256.publicKey]);
    expect(two.verify(bytes, signature)).toBe(true);
  });
});

it("reads keys from PEM as well, with literal line ends", () => {
  const pem = ec.privateKey.export({ format: "pem", type: "pkcs8" }).toString().replaceAll("\n", "\\n");
  expect(createSigner(parsePrivateKey(pem)).keyId).toBe(createSigner(ec.privateKey).keyId);
});

it("refuses keys of other kinds", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  expect(() => createSigner(rsa.privateKey)).toThrow(RangeError);
  expect(() => parsePublicKey("bm90IGEga2V5")).toThrow();
});
