import type { EntityChange } from "./delta.ts";
import {
  type Entities,
  type EntitySchemas,
  type InvalidEntity,
  putEntity,
  type StoreChange,
} from "./store-change.ts";
import { StoreDraft } from "./store-draft.ts";
import { takeAtOnce } from "./turns.ts";

export type { EntitySchemas, StoreChange } from "./store-change.ts";

/**
 * The entities of one audience at one version. A change costs what it changes, not what there is. An entity that can't be
 * understood is kept as invalid, so that whoever compiles it can deny it; it is never silently left out.
 */
export class EntityStore {
  /** They check and turn nothing into something else, so that an entity which is as it was needn't be read again. */
  readonly #schemas: EntitySchemas;
  #held: Entities = { kinds: new Map(), invalid: new Map() };

  constructor(schemas: EntitySchemas) {
    this.#schemas = schemas;
  }

  get(kind: string, id: string): unknown {
    return this.#held.kinds.get(kind)?.get(id);
  }

  all(kind: string): IterableIterator<unknown> {
    return (this.#held.kinds.get(kind) ?? new Map<string, unknown>()).values();
  }

  /** Every entity that is held but not understood. */
  problems(): InvalidEntity[] {
    return [...this.#held.invalid.values()];
  }

  apply(changes: readonly EntityChange[]): StoreChange[] {
    return changes.map((change) =>
      change.op === "delete"
        ? this.#delete(change.kind, change.id)
        : this.#put(change.kind, change.id, change.entity),
    );
  }

  /**
   * Makes the store hold exactly these entities.
   * @returns what differs; what is gone comes as deletes
   */
  replace(entities: Readonly<Record<string, readonly unknown[]>>): StoreChange[] {
    const draft = this.draft();
    for (const [kind, list] of Object.entries(entities)) for (const entity of list) draft.put(kind, entity);
    takeAtOnce(draft.findGone());
    return this.adopt(draft);
  }

  /** For a replacement that is made in several steps, between which nothing else may be applied. */
  draft(): StoreDraft {
    return new StoreDraft(this.#schemas, this.#held);
  }

  /** @returns what differs */
  adopt({ next, changes }: StoreDraft): StoreChange[] {
    this.#held = next;
    return changes;
  }

  #delete(kind: string, id: string): StoreChange {
    this.#held.kinds.get(kind)?.delete(id);
    this.#held.invalid.delete(`${kind}/${id}`);
    return { op: "delete", kind, id };
  }

  #put(kind: string, id: string, raw: unknown): StoreChange {
    return putEntity(this.#schemas, this.#held, { kind, id, raw });
  }
}
