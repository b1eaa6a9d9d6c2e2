import { createHash, type KeyObject } from "node:crypto";
import type { KeyWrapper } from "./key-wrapper.ts";
import { openValue, sealValue } from "./sealed-value.ts";

/** The master key of a setting, such as ENCRYPTION_KEY: wraps with AES-256-GCM in this process. */
export function createEnvironmentWrapper(master: KeyObject): KeyWrapper {
  const name = masterKeyId(master);
  return {
    name,
    opens: (id) => id === name,
    currentId: async () => name,
    wrap: async (key, place) => ({ wrapped: sealValue(master, key, place), masterKeyId: name }),
    unwrap: async ({ wrapped }, place) => openValue(master, wrapped, place),
    rewrap: async (given) => given,
  };
}

/** The first 16 hex digits of SHA-256 over a label and the key. */
function masterKeyId(master: KeyObject): string {
  return createHash("sha256").update("zerq:master-key-id").update(master.export()).digest("hex").slice(0, 16);
}
