import { isDeepStrictEqual } from "node:util";
import { rules, type WatchedKind } from "./rules.ts";
import type { Warning } from "./warning.ts";

type Input = Readonly<Record<string, unknown>>;

/**
 * What the fields of a resource open by a change, in the order of the table.
 * @param before null for a new resource: that is compared with nothing at all
 * @param after in the shape of the API's input, as `before`
 */
export function fieldWidenings(kind: WatchedKind, before: Input | null, after: Input): Warning[] {
  return Object.entries(rules[kind]).flatMap(([path, look]) => {
    const then = before === null ? undefined : valueAt(before, path);
    const now = valueAt(after, path);
    if (isDeepStrictEqual(now, then) || (before === null && now === null)) return [];
    return [look(now, then) ?? []].flat().map((flag) => ({ ...flag, path }));
  });
}

function valueAt(input: Input, path: string): unknown {
  const value = path
    .split(".")
    .reduce<unknown>((at, name) => (at instanceof Object ? (at as Input)[name] : undefined), input);
  return value ?? null;
}
