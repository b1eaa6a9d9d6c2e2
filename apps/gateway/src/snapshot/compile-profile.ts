import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { AddressSet } from "../address/address-set.ts";
import type { Profile } from "./routing-table.ts";

/** @throws RangeError for an address list that can't be read */
export function compileProfile(entity: GatewayEntity<"profile">): Profile {
  const lists = {
    allowed: AddressSet.of(entity.allowedIps),
    denied: AddressSet.of(entity.deniedIps),
  };
  return profileOf(entity, lists);
}

/** A profile whose address lists can't be read: nobody may use it, and whoever proves its token is told so. */
export function closedProfile(entity: GatewayEntity<"profile">): Profile {
  return profileOf(entity, { allowed: AddressSet.empty, denied: AddressSet.everything() });
}

function profileOf(
  entity: GatewayEntity<"profile">,
  addresses: { allowed: AddressSet; denied: AddressSet },
): Profile {
  return {
    id: entity.id,
    clientId: entity.clientId,
    authType: entity.authType,
    tokenVersions: entity.tokenVersions.map(({ id, hash, expiresAt }) => ({
      id,
      hash: Buffer.from(hash, "base64url"),
      expiresAt,
    })),
    allowedMethods: entity.allowedMethods.length === 0 ? undefined : new Set(entity.allowedMethods),
    allowedAddresses: addresses.allowed,
    deniedAddresses: addresses.denied,
    active: entity.active,
    expiresAt: entity.expiresAt,
  };
}
