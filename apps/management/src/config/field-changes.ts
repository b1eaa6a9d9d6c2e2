import { isDeepStrictEqual } from "node:util";

/** One field that differs, by dotted path; `before` or `after` is absent where the field is. */
export type FieldChange = { path: string; before?: unknown; after?: unknown };

/** What differs between two values of plain JSON. Lists are compared as a whole. */
export function fieldChanges(before: unknown, after: unknown, path = ""): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      fieldChanges(before[name], after[name], path === "" ? name : `${path}.${name}`),
    );
  }
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
