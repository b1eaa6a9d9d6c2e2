import type { EntityChange } from "@zerq/plane-protocol/delta";
import { EntityStore, type StoreChange } from "@zerq/plane-protocol/entity-store";

const noChanges: StoreChange[] = [];

/** Entities as they came, of any kind: whoever hands them on needn't understand them. */
export class RawEntities extends EntityStore {
  readonly #raw = new Map<string, Map<string, unknown>>();

  constructor() {
    super({});
  }

  override apply(changes: readonly EntityChange[]): StoreChange[] {
    for (const change of changes) {
      const ids = this.#of(change.kind);
      if (change.op === "delete") ids.delete(change.id);
      else ids.set(change.id, change.entity);
    }
    return noChanges;
  }

  override replace(entities: Readonly<Record<string, readonly unknown[]>>): StoreChange[] {
    this.#raw.clear();
    for (const [kind, list] of Object.entries(entities)) {
      const ids = this.#of(kind);
      for (const entity of list) ids.set((entity as { id: string }).id, entity);
    }
    return noChanges;
  }

  /** By kind, each entity as JSON. */
  texts(): Record<string, string[]> {
    const kinds = [...this.#raw].filter(([, ids]) => ids.size > 0);
    return Object.fromEntries(
      kinds.map(([kind, ids]) => [kind, [...ids.values()].map((entity) => JSON.stringify(entity))]),
    );
  }

  #of(kind: string): Map<string, unknown> {
    const known = this.#raw.get(kind);
    if (known !== undefined) return known;
    const ids = new Map<string, unknown>();
    this.#raw.set(kind, ids);
    return ids;
  }
}
