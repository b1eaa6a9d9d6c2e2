/** What routing knows of a collection, and what a warning says of it. */
export type CollectionPlace = {
  id: string;
  key: string;
  name: string;
  /** None: any host. */
  hosts: readonly string[];
  basePath: string;
  groups: readonly string[];
  isPublished: boolean;
};

/** One of the places where a collection answers: of one group, below one base path, at one host or those of a pattern. */
export type Place = { group: string; host: string; basePath: string };

/** The pattern of a collection without hosts. */
export const anyHost = "";

const patternsOf = ({ hosts }: CollectionPlace) => (hosts.length === 0 ? [anyHost] : hosts);

export function placesOf(collection: CollectionPlace): Place[] {
  const { groups, basePath } = collection;
  return groups.flatMap((group) => patternsOf(collection).map((host) => ({ group, host, basePath })));
}

/** Requests that belong to two collections, as a place, and by which place of the first one. */
export type Shared = {
  place: Place;
  own: Place;
  /** Whether the gateway prefers the first one there: first the host counts, then the base path. */
  isPreferred: boolean;
};

/**
 * Where two collections meet. Hosts of patterns, and paths below base paths, lie within each other or apart, so what two places
 * share is the narrower host with the longer path.
 */
export function* sharedPlaces(one: CollectionPlace, other: CollectionPlace): Generator<Shared> {
  const basePath = narrower(one.basePath, other.basePath, holdsPath);
  const groups = one.groups.filter((group) => other.groups.includes(group));
  if (basePath === undefined || groups.length === 0) return;
  for (const own of patternsOf(one)) {
    for (const their of patternsOf(other)) {
      const host = narrower(own, their, holdsHost);
      if (host === undefined) continue;
      const isPreferred = own === their ? basePath === one.basePath : host === own;
      for (const group of groups)
        yield {
          place: { group, host, basePath },
          own: { group, host: own, basePath: one.basePath },
          isPreferred,
        };
    }
  }
}

function narrower(one: string, other: string, holds: (wide: string, narrow: string) => boolean) {
  if (holds(one, other)) return other;
  return holds(other, one) ? one : undefined;
}

/** `*.example.com` holds `api.example.com` and `*.api.example.com`, but not `example.com`. */
export function holdsHost(wide: string, narrow: string): boolean {
  if (wide === anyHost || wide === narrow) return true;
  return wide.startsWith("*.") && narrow.endsWith(wide.slice(1));
}

/** Below a base path at the boundary of a segment. */
export function holdsPath(wide: string, narrow: string): boolean {
  return wide === "/" || wide === narrow || narrow.startsWith(`${wide}/`);
}
