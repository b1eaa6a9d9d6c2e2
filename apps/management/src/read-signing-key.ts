import { createPublicKey, type KeyObject } from "node:crypto";
import {
  createSigner,
  createVerifier,
  parsePrivateKey,
  type Signer,
  type Verifier,
} from "@zerq/crypto/signing";
import type { Secret } from "@zerq/logging/secret";

/**
 * A signing key from its setting, and what verifies its signatures.
 * @throws Error naming the setting, never its value
 */
export function readSigningKey(
  setting: string,
  text: Secret<string>,
): { signer: Signer; verifier: Verifier } {
  let key: KeyObject;
  try {
    key = parsePrivateKey(text.reveal());
  } catch {
    throw new Error(
      `${setting} is no private key for signing: it must be Ed25519 or P-256, as base64 of PKCS#8 or as PEM.`,
    );
  }
  return { signer: createSigner(key), verifier: createVerifier([createPublicKey(key)]) };
}
