import { claimAt } from "./claim-at.ts";
import { type Role, roles } from "./permissions.ts";

/** What names of the provider stand for here: `{"CN=API admins,OU=Groups": ["admin"]}`. */
export type RoleMap = ReadonlyMap<string, readonly Role[]>;

type Claims = Readonly<Record<string, unknown>>;

/**
 * The roles in a token's claims.
 * @param path where they are: a claim's whole name (`https://example.com/roles`), or member names joined by dots
 *   (`realm_access.roles`, `resource_access.my.client.roles`); a name may have dots itself
 * @param map what the names there stand for; undefined: they are our own roles' names. With a map nothing else counts, since
 *   a name of the provider's that happens to be `admin` was not given for this product.
 * @returns the known roles of the list there. A string instead of a list, another case, or an unknown name gives none.
 */
export function readRoles(claims: Claims, path: string, map?: RoleMap): Role[] {
  const value = claimAt(claims, path);
  if (!Array.isArray(value)) return [];
  if (map === undefined) return roles.filter((role) => value.includes(role));
  const held = new Set(value.flatMap((name) => (typeof name === "string" ? (map.get(name) ?? []) : [])));
  return roles.filter((role) => held.has(role));
}

/**
 * Reads the table of names: `name=role,name=role|role`, or as JSON where names have commas (`{"name": ["role"]}`). The last
 * `=` divides, since the distinguished names of a directory have more of them.
 * @returns undefined for an empty text: names are roles then
 * @throws RangeError with what is wrong, in words that continue a setting's name
 */
export function parseRoleMap(text: string): RoleMap | undefined {
  if (text.trim() === "") return undefined;
  const map = new Map<string, Role[]>();
  for (const [name, held] of text.trim().startsWith("{") ? fromJson(text) : fromPairs(text)) {
    if (name === "" || held.length === 0) throw new RangeError("gives a name without a role, or no name");
    map.set(name, [...(map.get(name) ?? []), ...held.map(asRole)]);
  }
  return map;
}

function fromPairs(text: string): [string, string[]][] {
  return text.split(",").map((pair) => {
    const at = pair.lastIndexOf("=");
    if (at === -1) throw new RangeError("must be pairs such as name=role, or JSON");
    return [
      pair.slice(0, at).trim(),
      pair
        .slice(at + 1)
        .split("|")
        .map((role) => role.trim()),
    ];
  });
}

function fromJson(text: string): [string, string[]][] {
  let table: unknown;
  try {
    table = JSON.parse(text);
  } catch {
    throw new RangeError("is no valid JSON");
  }
  return Object.entries(table as Record<string, unknown>).map(([name, held]) => {
    if (!Array.isArray(held)) throw new RangeError("must give each name a list of roles");
    return [name, held.map(String)];
  });
}

function asRole(name: string): Role {
  const role = roles.find((one) => one === name);
  if (role === undefined) throw new RangeError(`names a role that isn't one of ${roles.join(", ")}`);
  return role;
}
