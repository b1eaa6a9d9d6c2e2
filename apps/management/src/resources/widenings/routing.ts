import { anyHost, type CollectionPlace, type Place, placesOf } from "./collection-place.ts";

/**
 * Which published collection a request reaches, as gateways decide it (`host-index.ts` and `base-path-index.ts` there; a test of
 * both together holds them to the same answers): an exact host, then suffixes from the longest, then collections without hosts;
 * of one host the longest base path.
 */
export class Routing {
  readonly #byPlace = new Map<string, CollectionPlace>();

  constructor(collections: Iterable<CollectionPlace>) {
    for (const collection of collections) {
      if (!collection.isPublished) continue;
      for (const place of placesOf(collection)) this.#byPlace.set(nameOf(place), collection);
    }
  }

  /** @param place whose requests are asked for: those at it that no narrower place has */
  find({ group, host, basePath }: Place): CollectionPlace | undefined {
    for (const pattern of patternsAround(host)) {
      for (const path of pathsOf(basePath)) {
        const found = this.#byPlace.get(nameOf({ group, host: pattern, basePath: path }));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

/** No group's name, host or path has a space in it. */
const nameOf = ({ group, host, basePath }: Place) => `${group} ${host} ${basePath}`;

/** Patterns that a host belongs to, and those around a pattern, from the narrowest. */
function patternsAround(host: string): string[] {
  if (host === anyHost) return [anyHost];
  const name = host.startsWith("*.") ? host.slice(1) : host;
  const patterns = [host];
  for (let dot = name.indexOf(".", 1); dot !== -1; dot = name.indexOf(".", dot + 1))
    patterns.push(`*${name.slice(dot)}`);
  return [...patterns, anyHost];
}

/** A base path and those around it, from the longest. */
function pathsOf(basePath: string): string[] {
  const paths: string[] = [];
  for (let end = basePath.length; end > 0; end = basePath.lastIndexOf("/", end - 1))
    paths.push(basePath.slice(0, end));
  return basePath === "/" ? ["/"] : [...paths, "/"];
}
