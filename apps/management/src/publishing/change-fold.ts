/** A resource as the audit shows it. */
export type Body = Readonly<Record<string, unknown>>;

/** What was done to a resource that has an audit entry of its own: null where it isn't there. */
export type WholeStep = {
  type: string;
  id: string;
  before: Body | null;
  after: Body | null;
  /** Secrets that were entered anew: their views say only that they are set. */
  replaced: readonly string[];
};

/** What another resource's change did to one, of which the audit has the key and no more than these fields. */
export type PartStep = {
  type: string;
  key: string;
  /** Its id, and the id of what it was deleted with, where the entry has them. */
  id?: string;
  parent?: string;
  before: Body;
  after: Body | null;
};

type Whole = WholeStep & { replaced: string[] };

/**
 * Many changes as one: of each resource its first state and its last. A resource is known by its id, since its key can change;
 * one that only others' changes touched is known by its key, which can't have changed then. Folds of neighbouring ranges, one
 * added to the other, are the fold of both together.
 */
export class ChangeFold {
  readonly #wholes = new Map<string, Whole>();
  readonly #parts = new Map<string, PartStep>();
  /** Who had a key last, by type and key. A part is never of an earlier holder: whoever has a key has taken it since. */
  readonly #holders = new Map<string, Whole>();

  get wholes(): readonly WholeStep[] {
    return [...this.#wholes.values()];
  }

  get parts(): readonly PartStep[] {
    return [...this.#parts.values()];
  }

  whole(step: WholeStep): void {
    const place = `${step.type} ${step.id}`;
    const found = this.#wholes.get(place) ?? this.#begin(step);
    found.after = step.after;
    for (const name of step.replaced) if (!found.replaced.includes(name)) found.replaced.push(name);
    this.#wholes.set(place, found);
    if (found.after !== null) this.#holders.set(placeOf(found.type, found.after["key"]), found);
  }

  part(step: PartStep): void {
    const place = placeOf(step.type, step.key);
    const holder = this.#holders.get(place);
    if (holder !== undefined) {
      holder.after = step.after === null ? null : { ...holder.after, ...step.after };
      return;
    }
    const earlier = this.#parts.get(place);
    this.#parts.set(place, {
      ...step,
      before: { ...step.before, ...earlier?.before },
      after: step.after === null ? null : { ...earlier?.after, ...step.after },
    });
  }

  /** Adds what came right after. Its parts come first: they are named by the keys that these changes have left. */
  add(later: ChangeFold): void {
    for (const step of later.parts) this.part(step);
    for (const step of later.wholes) this.whole(step);
  }

  /** A resource's first entry shows what others' changes had made of it, so these are taken back. */
  #begin({ type, id, before, after }: WholeStep): Whole {
    const place = placeOf(type, before?.["key"]);
    const part = before === null ? undefined : this.#parts.get(place);
    if (part !== undefined) this.#parts.delete(place);
    return { type, id, before: before === null ? null : { ...before, ...part?.before }, after, replaced: [] };
  }
}

const placeOf = (type: string, key: unknown) => `${type} ${String(key)}`;
