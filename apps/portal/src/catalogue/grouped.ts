/** Entities by id, and by the groups each says it belongs to. Replacing one costs its own groups, not all there are. */
export class Grouped<T> {
  readonly #groupsOf: (entity: T) => readonly string[];
  readonly #entities = new Map<string, T>();
  readonly #groups = new Map<string, Set<string>>();

  constructor(groupsOf: (entity: T) => readonly string[]) {
    this.#groupsOf = groupsOf;
  }

  get(id: string): T | undefined {
    return this.#entities.get(id);
  }

  /** A new array of the group's entities, in no particular order. */
  of(group: string): T[] {
    return [...(this.#groups.get(group) ?? [])]
      .map((id) => this.#entities.get(id))
      .filter((entity) => entity !== undefined);
  }

  put(id: string, entity: T): void {
    this.remove(id);
    this.#entities.set(id, entity);
    for (const group of this.#groupsOf(entity)) {
      const ids = this.#groups.get(group);
      if (ids === undefined) this.#groups.set(group, new Set([id]));
      else ids.add(id);
    }
  }

  remove(id: string): void {
    const entity = this.#entities.get(id);
    if (entity === undefined) return;
    this.#entities.delete(id);
    for (const group of this.#groupsOf(entity)) {
      const ids = this.#groups.get(group);
      ids?.delete(id);
      if (ids?.size === 0) this.#groups.delete(group);
    }
  }
}
