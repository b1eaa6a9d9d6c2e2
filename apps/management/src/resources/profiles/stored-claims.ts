import type { StoredClaims } from "./profile.model.ts";
import type { JwtRules } from "./profile-rules.schema.ts";

type Claims = JwtRules["requiredClaims"];

export function storeClaims(claims: Claims): StoredClaims {
  return Object.entries(claims).map(([name, value]) => ({ name, value }));
}

export function readClaims(stored: StoredClaims): Claims {
  return Object.fromEntries(stored.map(({ name, value }) => [name, value]));
}
