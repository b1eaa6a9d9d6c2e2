import { createPublicKey, type KeyObject } from "node:crypto";
import { decoyKeys } from "../decoy-verification.ts";
import { CertificateError } from "./certificate-error.ts";
import type { PresentedCertificate } from "./presented-certificate.ts";
import type { ReadCertificate } from "./read-certificate.ts";

type KeyType = "RSA" | "P-256" | "P-384" | "P-521" | "Ed25519";
const made = new Map<KeyType, KeyObject>();

/**
 * One verification of the certificate's signature, with a key that fits nothing: what a refusal costs where there is no
 * authority to verify with, so that a caller can't tell from the time whether there is such a profile (threat 12).
 */
export function decoySignature({ x509 }: ReadCertificate): void {
  const type = keyTypeFor(x509.signatureAlgorithm ?? "");
  const key = made.get(type) ?? createPublicKey({ key: decoyKeys[type], format: "jwk" });
  made.set(type, key);
  x509.verify(key);
}

/** The same for what a caller presents to a profile that has no use for it. */
export function decoyCertificate(presented: PresentedCertificate | undefined): void {
  if (presented === undefined) return;
  try {
    decoySignature(presented.read().leaf);
  } catch (error) {
    // What can't be read costs the same everywhere.
    if (!(error instanceof CertificateError)) throw error;
  }
}

/** By OpenSSL's name of the algorithm. Of ECDSA it doesn't say the curve, so the digest stands for it. */
function keyTypeFor(algorithm: string): KeyType {
  const name = algorithm.toLowerCase();
  if (name.includes("ed25519")) return "Ed25519";
  if (!name.includes("ecdsa")) return "RSA";
  if (name.includes("384")) return "P-384";
  return name.includes("512") ? "P-521" : "P-256";
}
