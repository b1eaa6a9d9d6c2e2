import type { CompiledCollection } from "./compile-collection.ts";

export type BasePathMatch = {
  readonly collection: CompiledCollection;
  /** Where in the path the part after the base path begins. */
  readonly offset: number;
};

/** Published collections by base path; the longest one that ends at a segment boundary of the path wins. */
export class BasePathIndex {
  readonly #collections: ReadonlyMap<string, CompiledCollection>;
  /** How many segments the longest base path has. */
  readonly #depth: number;

  private constructor(collections: ReadonlyMap<string, CompiledCollection>, depth: number) {
    this.#collections = collections;
    this.#depth = depth;
  }

  /** Of two collections with one base path the later one wins; whoever compiles has denied both before. */
  static of(collections: Iterable<CompiledCollection>): BasePathIndex {
    const byPath = new Map<string, CompiledCollection>();
    let depth = 0;
    for (const collection of collections) {
      byPath.set(collection.basePath, collection);
      if (collection.basePath !== "/") depth = Math.max(depth, collection.basePath.split("/").length - 1);
    }
    return new BasePathIndex(byPath, depth);
  }

  /** The index with a collection in the place of one with its base path; undefined when that one isn't what answers there. */
  with(before: CompiledCollection, after: CompiledCollection): BasePathIndex | undefined {
    if (before.basePath !== after.basePath || this.#collections.get(after.basePath) !== before)
      return undefined;
    return new BasePathIndex(new Map(this.#collections).set(after.basePath, after), this.#depth);
  }

  find(path: string): BasePathMatch | undefined {
    let end = this.#endOfSegments(path, this.#depth);
    while (end > 0) {
      const collection = this.#collections.get(end === path.length ? path : path.slice(0, end));
      if (collection !== undefined) return { collection, offset: end };
      end = path.lastIndexOf("/", end - 1);
    }
    const root = this.#collections.get("/");
    return root === undefined ? undefined : { collection: root, offset: 0 };
  }

  /** Where the first `count` segments of the path end. */
  #endOfSegments(path: string, count: number): number {
    let end = 0;
    for (let segment = 0; segment < count; segment += 1) {
      const slash = path.indexOf("/", end + 1);
      if (slash === -1) return path.length;
      end = slash;
    }
    return end;
  }
}
