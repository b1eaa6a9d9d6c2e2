import { isSameJson } from "./same-json.ts";
import {
  type Entities,
  type EntitySchemas,
  idOf,
  idsOf,
  putEntity,
  type StoreChange,
} from "./store-change.ts";

/** Entities that are looked at in one step. */
const STEP = 1_000;

/**
 * What a store becomes by a full snapshot, made beside what is in force. An entity that is as it was is kept, and is no change:
 * a snapshot of what is known already costs little more than its reading.
 */
export class StoreDraft {
  readonly #schemas: EntitySchemas;
  readonly #current: Entities;
  readonly next: Entities = { kinds: new Map(), invalid: new Map() };
  readonly changes: StoreChange[] = [];

  constructor(schemas: EntitySchemas, current: Entities) {
    this.#schemas = schemas;
    this.#current = current;
  }

  put(kind: string, raw: unknown): void {
    const id = idOf(raw);
    const current = this.#current.kinds.get(kind)?.get(id);
    if (current !== undefined && !this.#has(kind, id) && isSameJson(current, raw))
      idsOf(this.next.kinds, kind).set(id, current);
    // One that comes a second time undoes what was said of the first.
    else this.changes.push(putEntity(this.#schemas, this.next, { kind, id, raw }));
  }

  /** Finds what isn't there any more; what was invalid is denied somewhere, and has to be told as well when it is gone. */
  *findGone(): Generator<void, void> {
    const { kinds, invalid } = this.#current;
    let looked = 0;
    for (const [kind, ids] of kinds) {
      for (const id of ids.keys()) {
        if (!this.#has(kind, id)) this.changes.push({ op: "delete", kind, id });
        looked += 1;
        if (looked % STEP === 0) yield;
      }
    }
    for (const { kind, id } of invalid.values())
      if (!this.#has(kind, id)) this.changes.push({ op: "delete", kind, id });
  }

  #has(kind: string, id: string): boolean {
    const { kinds, invalid } = this.next;
    return kinds.get(kind)?.has(id) === true || (invalid.size > 0 && invalid.has(`${kind}/${id}`));
  }
}
