import type { KeyObject } from "node:crypto";
import { mac } from "@zerq/crypto/mac";

/** An e-mail address as it is compared: without white space around it, in lower case. */
export function normalizeAddress(address: string): string {
  return address.trim().toLowerCase();
}

/**
 * What the portal's projection has instead of an address.
 * @param key derived from PORTAL_KEY with the label "address-hash"
 */
export function addressHash(key: KeyObject, address: string): string {
  return mac(key, "address", normalizeAddress(address));
}
