import type { CompiledCollection } from "./compile-collection.ts";
import type { Placement } from "./host-index.ts";

/**
 * Where each collection is served. Two with one host and base path are both denied there: which of them was meant can't be told.
 * @param onDenied hears of the later one
 */
export function placeCollections(
  collections: Iterable<CompiledCollection>,
  onDenied: (id: string, reason: string) => void,
): Placement[] {
  const first = new Map<string, Placement>();
  for (const collection of collections) {
    for (const host of hostsOf(collection)) {
      const place = `${host.kind === "named" ? host.pattern : host.kind} ${collection.basePath}`;
      const other = first.get(place)?.collection;
      if (other === undefined) {
        first.set(place, { host, collection });
        continue;
      }
      const denied = `collections ${other.id} and ${collection.id} have the same base path`;
      onDenied(collection.id, denied);
      first.set(place, { host, collection: { ...other, tree: undefined, denied, cors: undefined } });
    }
  }
  return [...first.values()];
}

function hostsOf({ hosts }: CompiledCollection): Placement["host"][] {
  if (hosts === undefined) return [{ kind: "everywhere" }];
  if (hosts.length === 0) return [{ kind: "any" }];
  return [...new Set(hosts)].map((pattern) => ({ kind: "named", pattern }));
}
