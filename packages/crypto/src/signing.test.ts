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

  it("signs on a thread of the pool as it signs here, and says which key verifies that", async () => {
    const signer = createSigner(privateKey);
    const apart = await signer.signApart(bytes);
    expect(createVerifier([signer.publicKey]).verify(bytes, apart)).toBe(true);
    expect({ ...apart, sig: "" }).toEqual({ ...signature, sig: "" });
  });

  it("refuses other bytes, another key, another algorithm's name and a cut signature", () => {
    expect(verifier.verify(Buffer.from("something else"), signature)).toBe(false);
    expect(createVerifier([parsePublicKey(generateSigningKeys().publicKey)]).verify(bytes, signature)).toBe(
      false,
    );
    expect(verifier.verify(bytes, { ...signature, alg: algorithm === "ES256" ? "Ed25519" : "ES256" })).toBe(
      false,
    );
    expect(verifier.verify(bytes, { ...signature, alg: "none" })).toBe(false);
    expect(verifier.verify(bytes, { ...signature, sig: signature.sig.slice(0, -4) })).toBe(false);
    expect(verifier.verify(bytes, { ...signature, sig: "" })).toBe(false);
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
