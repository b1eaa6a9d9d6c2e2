import { type Role, roles } from "./permissions.ts";

/**
 * The roles in a token's claims.
 * @param path where they are: a claim's whole name (`https://example.com/roles`), or member names joined by dots
 *   (`realm_access.roles`)
 * @returns the known roles of the list there. A string instead of a list, another case, or an unknown name gives none.
 */
export function readRoles(claims: Readonly<Record<string, unknown>>, path: string): Role[] {
  const value = Object.hasOwn(claims, path) ? claims[path] : walk(claims, path.split("."));
  if (!Array.isArray(value)) return [];
  return roles.filter((role) => value.includes(role));
}

function walk(claims: unknown, names: readonly string[]): unknown {
  let value = claims;
  for (const name of names) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
