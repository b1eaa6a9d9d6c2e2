/** Signatures that an issuer's published keys verify (RFC 7518, RFC 8037, RFC 9864). None of them is an HMAC. */
export const asymmetricAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];

/** The kind of key that an algorithm is bound to: with a key of another kind it verifies nothing. */
export function keyTypeOf(algorithm: AsymmetricAlgorithm): "RSA" | "P-256" | "P-384" | "P-521" | "Ed25519" {
  const types = {
    ES256: "P-256",
    ES384: "P-384",
    ES512: "P-521",
    EdDSA: "Ed25519",
    Ed25519: "Ed25519",
  } as const;
  return algorithm in types ? types[algorithm as keyof typeof types] : "RSA";
}
