/**
 * A claim by its path: a claim's whole name (`https://example.com/roles`), or member names joined by dots
 * (`realm_access.roles`). A claim that has the whole path as its name comes first, since names may hold dots.
 * @returns undefined when there is none; nothing of a list is a member
 */
export function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
