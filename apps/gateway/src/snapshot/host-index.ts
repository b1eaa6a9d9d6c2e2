import { BasePathIndex, type BasePathMatch } from "./base-path-index.ts";
import type { CompiledCollection } from "./compile-collection.ts";

/**
 * Where a collection is served: at any host, at one (`api.example.com`), or below one (`*.example.com`). `everywhere` is for a
 * collection whose hosts can't be read: it denies its base path at every host.
 */
export type Placement = {
  readonly host:
    | { readonly kind: "any" | "everywhere" }
    | { readonly kind: "named"; readonly pattern: string };
  readonly collection: CompiledCollection;
};

/**
 * Published collections by host and base path. An exact host comes before a suffix, a longer suffix before a shorter one, and
 * those before collections without hosts; of the collections of one host the longest base path wins. Where no collection
 * names a host, a request's host isn't looked at.
 */
export class HostIndex {
  /** Whether any collection has CORS rules of its own. */
  readonly hasCors: boolean;
  readonly #any: BasePathIndex;
  /** Undefined: no collection names a host. Keys are hosts, or suffixes with their leading dot. */
  readonly #named: ReadonlyMap<string, BasePathIndex> | undefined;

  private constructor(any: BasePathIndex, named: ReadonlyMap<string, BasePathIndex>, hasCors: boolean) {
    this.#any = any;
    this.#named = named.size === 0 ? undefined : named;
    this.hasCors = hasCors;
  }

  static of(placements: readonly Placement[]): HostIndex {
    const any: CompiledCollection[] = [];
    const everywhere: CompiledCollection[] = [];
    const byPattern = new Map<string, CompiledCollection[]>();
    for (const { host, collection } of placements) {
      if (host.kind === "named") {
        const own = byPattern.get(host.pattern) ?? [];
        own.push(collection);
        byPattern.set(host.pattern, own);
      } else (host.kind === "any" ? any : everywhere).push(collection);
    }
    // Of two collections with one base path the later one wins: nothing answers in place of one that is denied.
    const indexOf = (own: readonly CompiledCollection[]) => BasePathIndex.of([...own, ...everywhere]);
    const named = new Map([...byPattern].map(([pattern, own]) => [keyOf(pattern), indexOf(own)]));
    const hasCors = placements.some(({ collection }) => collection.cors !== undefined);
    return new HostIndex(indexOf(any), named, hasCors);
  }

  /**
   * The index with a collection in the place of what it was before, where it is served as it was: then nothing else has to be
   * looked at.
   * @returns undefined when the index has to be made anew
   */
  with(before: CompiledCollection, after: CompiledCollection): HostIndex | undefined {
    const { hosts } = after;
    const isSamePlace = hosts !== undefined && before.hosts?.join() === hosts.join();
    // Whether another one has CORS rules isn't known here.
    if (!isSamePlace || (before.cors !== undefined && after.cors === undefined)) return undefined;
    const hasCors = this.hasCors || after.cors !== undefined;
    if (hosts.length === 0) {
      const any = this.#any.with(before, after);
      return any && new HostIndex(any, this.#named ?? new Map(), hasCors);
    }
    const named = new Map(this.#named);
    for (const key of new Set(hosts.map(keyOf))) {
      const index = named.get(key)?.with(before, after);
      if (index === undefined) return undefined;
      named.set(key, index);
    }
    return new HostIndex(this.#any, named, hasCors);
  }

  /** @param host the request's `Host` as it came */
  find(path: string, host = ""): BasePathMatch | undefined {
    if (this.#named === undefined) return this.#any.find(path);
    const name = hostName(host);
    const exact = this.#named.get(name)?.find(path);
    if (exact !== undefined) return exact;
    for (let dot = name.indexOf(".", 1); dot !== -1; dot = name.indexOf(".", dot + 1)) {
      const below = this.#named.get(name.slice(dot))?.find(path);
      if (below !== undefined) return below;
    }
    return this.#any.find(path);
  }
}

function keyOf(pattern: string): string {
  return pattern.startsWith("*.") ? pattern.slice(1) : pattern;
}

/** Without port and the dot of the root, in lower case (RFC 9110 section 4.2.3). */
function hostName(host: string): string {
  const colon = host.lastIndexOf(":");
  const name = colon > host.lastIndexOf("]") ? host.slice(0, colon) : host;
  return (name.endsWith(".") ? name.slice(0, -1) : name).toLowerCase();
}
