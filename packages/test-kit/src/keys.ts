import { randomBytes } from "node:crypto";
import { generateSigningKeys } from "@zerq/crypto/signing";

/** A full set of random keys, in the form of the settings. */
export function testKeys() {
  const config = generateSigningKeys();
  const key = () => randomBytes(32).toString("base64");
  return {
    ENCRYPTION_KEY: key(),
    SNAPSHOT_KEY: key(),
    PORTAL_KEY: key(),
    CONFIG_SIGNING_KEY: config.privateKey,
    CONFIG_VERIFY_KEYS: config.publicKey,
    AUDIT_SIGNING_KEY: generateSigningKeys().privateKey,
  };
}
