import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** Ed25519 (RFC 8032) or ECDSA on P-256 with SHA-256 in IEEE P1363 form (ES256, RFC 7518 section 3.4). */
export type SignatureAlgorithm = "Ed25519" | "ES256";
export type Signature = { alg: string; keyId: string; sig: string };
export type Signer = {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  /** What verifies its signatures. */
  readonly publicKey: KeyObject;
  sign(bytes: Buffer): Signature;
  /** The same on a thread of the pool: ten megabytes take a twentieth of a second, in which nothing else would be done. */
  signApart(bytes: Uint8Array): Promise<Signature>;
};
export type Verifier = {
  /** The ids of the keys that it trusts. */
  readonly keyIds: readonly string[];
  verify(bytes: Buffer, signature: Signature): boolean;
  /** The same on a thread of the pool, for what is large. */
  verifyApart(bytes: Buffer, signature: Signature): Promise<boolean>;
};

/**
 * A private key from its setting: base64 of PKCS#8 DER, or PEM (a literal `\n` counts as a line end).
 * @throws RangeError when it is neither, or of another kind of key
 */
export function parsePrivateKey(text: string): KeyObject {
  const key = text.includes("-----BEGIN")
    ? createPrivateKey(text.replaceAll("\\n", "\n"))
    : createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
  algorithmOf(key);
  return key;
}

/** A public key from its setting: base64 of SPKI DER, or PEM. @throws RangeError as parsePrivateKey */
export function parsePublicKey(text: string): KeyObject {
  const key = text.includes("-----BEGIN")
    ? createPublicKey(text.replaceAll("\\n", "\n"))
    : createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
  algorithmOf(key);
  return key;
}

/** The public half, for whoever signs and has to verify it later. */
export function publicKeyOf(privateKey: KeyObject): KeyObject {
  return createPublicKey(privateKey);
}

export function createSigner(privateKey: KeyObject): Signer {
  const algorithm = algorithmOf(privateKey);
  const publicKey = createPublicKey(privateKey);
  const keyId = keyIdOf(publicKey);
  const [digest, key] =
    algorithm === "Ed25519"
      ? ([null, privateKey] as const)
      : (["sha256", { key: privateKey, dsaEncoding: "ieee-p1363" }] as const);
  const signature = (sig: Buffer): Signature => ({ alg: algorithm, keyId, sig: sig.toString("base64url") });
  return {
    keyId,
    algorithm,
    publicKey,
    sign: (bytes) => signature(sign(digest, bytes, key)),
    signApart: (bytes) =>
      new Promise((resolve, reject) => {
        sign(digest, bytes, key, (error, sig) => {
          if (error === null) resolve(signature(sig));
          else reject(error);
        });
      }),
  };
}

/** Verifies with any of the keys; the algorithm is the key's own, whatever the signature claims. */
export function createVerifier(publicKeys: readonly KeyObject[]): Verifier {
  const keys = new Map(publicKeys.map((key) => [keyIdOf(key), { key, algorithm: algorithmOf(key) }]));
  /** Digest and key for a signature; undefined when it can't be genuine. */
  const proofOf = ({ alg, keyId }: Signature) => {
    const known = keys.get(keyId);
    if (known === undefined || known.algorithm !== alg) return undefined;
    return known.algorithm === "Ed25519"
      ? ([null, known.key] as const)
      : (["sha256", { key: known.key, dsaEncoding: "ieee-p1363" }] as const);
  };
  return {
    keyIds: [...keys.keys()],
    verify(bytes, signature) {
      const proof = proofOf(signature);
      return (
        proof !== undefined && verify(proof[0], bytes, proof[1], Buffer.from(signature.sig, "base64url"))
      );
    },
    verifyApart(bytes, signature) {
      const proof = proofOf(signature);
      if (proof === undefined) return Promise.resolve(false);
      return new Promise((resolve, reject) => {
        verify(proof[0], bytes, proof[1], Buffer.from(signature.sig, "base64url"), (error, isGenuine) => {
          if (error === null) resolve(isGenuine);
          else reject(error);
        });
      });
    },
  };
}

/** A new Ed25519 pair in the form of the settings: base64 of PKCS#8 and SPKI DER. */
export function generateSigningKeys(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync("ed25519");
  return {
    privateKey: pair.privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    publicKey: pair.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
  };
}

function algorithmOf(key: KeyObject): SignatureAlgorithm {
  if (key.asymmetricKeyType === "ed25519") return "Ed25519";
  if (key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1") return "ES256";
  throw new RangeError(`a signing key is Ed25519 or EC P-256, not ${key.asymmetricKeyType}`);
}

/** The first 16 hex digits of SHA-256 of the public key's SPKI DER. */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ format: "der", type: "spki" });
  return createHash("sha256").update(der).digest("hex").slice(0, 16);
}
