import { hkdfSync, type KeyObject } from "node:crypto";
import { secretKey } from "./secret-key.ts";

/** One label for each purpose, so that a key for one never serves another. */
export type KeyLabel =
  | "reports"
  | "logs"
  | "commands"
  | "command-answers"
  | "last-known-good"
  | "address-hash"
  | "portal-session"
  | "magic-link"
  | "browser-binding"
  | "portal-calls"
  | "key-name";

/** A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869, the label as info). */
export function deriveKey(key: KeyObject, label: KeyLabel): KeyObject {
  const bytes = hkdfSync("sha256", key, Buffer.alloc(0), `zerq:${label}`, 32);
  return secretKey(Buffer.from(bytes));
}
