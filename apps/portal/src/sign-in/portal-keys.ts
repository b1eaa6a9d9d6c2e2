import { KeyInUse, type PurposeKeys, sharedKeys } from "@zerq/crypto/shared-keys";
import { refusePresentKey } from "@zerq/env/previous-keys";
import { addressHash } from "@zerq/plane-protocol/address-hash";
import type { PortalSettings } from "../env.ts";

/** What the portal derives from PORTAL_KEY and the ones before it, for each purpose. */
export type PortalKeys = Readonly<Record<"link" | "session" | "browser" | "address" | "calls", PurposeKeys>>;

/** @throws Error with one sentence when a key stands in both settings */
export function openPortalKey({ PORTAL_KEY, PORTAL_KEYS_PREVIOUS }: PortalSettings): KeyInUse {
  refusePresentKey(["PORTAL_KEY", "PORTAL_KEYS_PREVIOUS"], PORTAL_KEY, PORTAL_KEYS_PREVIOUS);
  const previous = PORTAL_KEYS_PREVIOUS.map((key) => key.reveal());
  return new KeyInUse(sharedKeys(PORTAL_KEY.reveal(), previous));
}

export function derivePortalKeys(portalKey: KeyInUse): PortalKeys {
  return {
    link: portalKey.derive("magic-link"),
    session: portalKey.derive("portal-session"),
    browser: portalKey.derive("browser-binding"),
    address: portalKey.derive("address-hash"),
    calls: portalKey.derive("portal-calls"),
  };
}

/** What an address may stand under in the projection and in Redis: with every key one. */
export function addressHashes({ address }: Pick<PortalKeys, "address">, email: string): string[] {
  return address.all.map((key) => addressHash(key, email));
}
