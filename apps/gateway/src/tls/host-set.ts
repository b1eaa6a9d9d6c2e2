/** Hosts by name: exact ones, and every name below another (`*.example.com`). */
export class HostSet {
  static readonly nothing = HostSet.of([]);
  static readonly everything = HostSet.of(["*"]);

  readonly #isAll: boolean;
  /** Names, and suffixes with their leading dot. */
  readonly #names: ReadonlySet<string>;

  private constructor(names: ReadonlySet<string>, isAll: boolean) {
    this.#names = names;
    this.#isAll = isAll;
  }

  /** @param patterns lower-case names, `*.` and a name, or `*` for every name and for none */
  static of(patterns: readonly string[]): HostSet {
    const names = patterns.map((pattern) => (pattern.startsWith("*.") ? pattern.slice(1) : pattern));
    return new HostSet(new Set(names), patterns.includes("*"));
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** @param host as the caller sent it; undefined when it named none */
  has(host: string | undefined): boolean {
    if (this.#isAll) return true;
    if (host === undefined) return false;
    const name = host.toLowerCase();
    if (this.#names.has(name)) return true;
    for (let dot = name.indexOf(".", 1); dot !== -1; dot = name.indexOf(".", dot + 1))
      if (this.#names.has(name.slice(dot))) return true;
    return false;
  }
}
