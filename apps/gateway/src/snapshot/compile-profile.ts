import { FIRST_PEPPER, type GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { AddressSet } from "../address/address-set.ts";
import { CompileError } from "./compile-error.ts";
import { compileRules, noRules, type ProfileRules, type RuleSources } from "./compile-rules.ts";
import type { Profile } from "./routing-table.ts";
import type { SecretOpener } from "./secret-opener.ts";

type Addresses = { readonly allowed: AddressSet; readonly denied: AddressSet };

/**
 * @throws RangeError for an address list or a secret that can't be used, CompileError for rules that can't be enforced,
 * SealError for a secret that was sealed for another place
 */
export function compileProfile(
  entity: GatewayEntity<"profile">,
  opener: SecretOpener,
  sources: RuleSources,
): Profile {
  if (entity.authType === "none" && entity.allowedIps.length === 0)
    throw new CompileError("a profile of type none needs an allowlist");
  const addresses = {
    allowed: AddressSet.of(entity.allowedIps),
    denied: AddressSet.of(entity.deniedIps),
  };
  return profileOf(entity, addresses, compileRules(entity, opener, sources));
}

/**
 * A profile that can't be compiled: nobody may use it. Whoever proves its token is told that the address is not allowed;
 * there is nothing that could prove a credential of another type.
 */
export function closedProfile(entity: GatewayEntity<"profile">): Profile {
  return profileOf(entity, { allowed: AddressSet.empty, denied: AddressSet.everything() }, noRules);
}

function profileOf(entity: GatewayEntity<"profile">, addresses: Addresses, rules: ProfileRules): Profile {
  return {
    id: entity.id,
    clientId: entity.clientId,
    authType: entity.authType,
    tokenVersions: entity.tokenVersions.map(({ id, hash, pepper, expiresAt }) => ({
      id,
      hash: Buffer.from(hash, "base64url"),
      pepper: pepper ?? FIRST_PEPPER,
      expiresAt,
    })),
    ...rules,
    allowedMethods: entity.allowedMethods.length === 0 ? undefined : new Set(entity.allowedMethods),
    allowedAddresses: addresses.allowed,
    deniedAddresses: addresses.denied,
    active: entity.active,
    expiresAt: entity.expiresAt,
  };
}
