import { deriveKey } from "@zerq/crypto/derive";
import { randomId } from "@zerq/crypto/random";
import { secretKey } from "@zerq/crypto/secret-key";
import { addressHash } from "@zerq/plane-protocol/address-hash";
import type { PortalEntity } from "@zerq/plane-protocol/portal-entities";

export function collection(fields: Partial<PortalEntity<"collection">> = {}): PortalEntity<"collection"> {
  const own = { name: "Payments", description: "Moves money.", basePath: "/payments" };
  return { id: randomId(), visible: true, ...own, ...fields };
}

export function proxy(
  collectionId: string,
  fields: Partial<PortalEntity<"proxy">> = {},
): PortalEntity<"proxy"> {
  const own = { name: "Accounts", description: "All accounts.", methods: ["GET"], path: "/accounts" };
  return { id: randomId(), collectionId, ...own, deprecated: false, sunset: null, ...fields };
}

export function profile(
  clientId: string,
  fields: Partial<PortalEntity<"profile">> = {},
): PortalEntity<"profile"> {
  const own = { name: "Default", authType: "token", active: true, expiresAt: null };
  return { id: randomId(), clientId, ...own, ...fields };
}

/** A client that the addresses may sign in for. */
export function client(
  portalKey: string,
  addresses: readonly string[],
  fields: Partial<PortalEntity<"client">> = {},
): PortalEntity<"client"> {
  const key = deriveKey(secretKey(Buffer.from(portalKey, "base64")), "address-hash");
  return {
    id: randomId(),
    name: "Partner",
    description: "",
    collectionIds: [],
    active: true,
    hasPortalAccess: true,
    addressHashes: addresses.map((address) => addressHash(key, address)),
    ...fields,
  };
}
