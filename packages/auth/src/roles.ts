import { claimAt } from "./claim-at.ts";
import { type Role, roles } from "./permissions.ts";

/**
 * The roles in a token's claims.
 * @param path where they are, see `claimAt`
 * @returns the known roles of the list there. A string instead of a list, another case, or an unknown name gives none.
 */
export function readRoles(claims: Readonly<Record<string, unknown>>, path: string): Role[] {
  const value = claimAt(claims, path);
  if (!Array.isArray(value)) return [];
  return roles.filter((role) => value.includes(role));
}
