/**
 * A claim by its path: a claim's whole name (`https://example.com/roles`), or member names joined by dots
 * (`realm_access.roles`, `resource_access.my.client.roles`). Names may hold dots themselves, so longer ones come first: a claim
 * that has the whole path as its name is meant before members on the way.
 * @returns undefined when there is none; nothing of a list is a member
 */
export function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  return lookUp(claims, path.split("."));
}

function lookUp(value: unknown, names: readonly string[]): unknown {
  if (names.length === 0) return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  for (let count = names.length; count > 0; count -= 1) {
    const name = names.slice(0, count).join(".");
    if (!Object.hasOwn(value, name)) continue;
    const found = lookUp((value as Record<string, unknown>)[name], names.slice(count));
    if (found !== undefined) return found;
  }
  return undefined;
}
