import type { KeyObject } from "node:crypto";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import type { Secret } from "@zerq/logging/secret";

/** What the portal derives from PORTAL_KEY, one key for each purpose. */
export type PortalKeys = Readonly<Record<"link" | "session" | "browser" | "address" | "calls", KeyObject>>;

export function derivePortalKeys(portalKey: Secret<Buffer>): PortalKeys {
  const key = secretKey(portalKey.reveal());
  return {
    link: deriveKey(key, "magic-link"),
    session: deriveKey(key, "portal-session"),
    browser: deriveKey(key, "browser-binding"),
    address: deriveKey(key, "address-hash"),
    calls: deriveKey(key, "portal-calls"),
  };
}
