/** Whether two values that came from JSON are the same; the order of an object's members doesn't count. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return isSameList(a, b);
  let members = 0;
  for (const name in a) {
    if (!Object.hasOwn(b, name) || !isSameJson(a[name as never], b[name as never])) return false;
    members += 1;
  }
  return Object.keys(b).length === members;
}

function isSameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (!isSameJson(a[index], b[index])) return false;
  return true;
}
