import type { z } from "zod";
import type { EntityChange } from "./delta.ts";

export type EntitySchemas = Readonly<Record<string, z.ZodType>>;

/** What became of one entity. `invalid`: this version of the software can't understand it; the reason is for operators. */
export type StoreChange =
  | { op: "put"; kind: string; id: string; entity: unknown }
  | { op: "delete"; kind: string; id: string }
  | { op: "invalid"; kind: string; id: string; reason: string; raw: unknown };

/**
 * The entities of one audience at one version. A change costs what it changes, not what there is. An entity that can't be
 * understood is kept as invalid, so that whoever compiles it can deny it; it is never silently left out.
 */
export class EntityStore {
  readonly #schemas: EntitySchemas;
  readonly #kinds = new Map<string, Map<string, unknown>>();
  readonly #invalid = new Map<string, { kind: string; id: string; reason: string }>();

  constructor(schemas: EntitySchemas) {
    this.#schemas = schemas;
  }

  get(kind: string, id: string): unknown {
    return this.#kinds.get(kind)?.get(id);
  }

  all(kind: string): IterableIterator<unknown> {
    return (this.#kinds.get(kind) ?? new Map<string, unknown>()).values();
  }

  /** Every entity that is held but not understood. */
  problems(): { kind: string; id: string; reason: string }[] {
    return [...this.#invalid.values()];
  }

  apply(changes: readonly EntityChange[]): StoreChange[] {
    return changes.map((change) =>
      change.op === "delete"
        ? this.#delete(change.kind, change.id)
        : this.#put(change.kind, change.id, change.entity),
    );
  }

  /** Makes the store hold exactly these entities; what is gone comes back as deletes. */
  replace(entities: Readonly<Record<string, readonly unknown[]>>): StoreChange[] {
    const understood = [...this.#kinds].flatMap(([kind, ids]) => [...ids.keys()].map((id) => ({ kind, id })));
    // What was invalid is denied somewhere, and has to be told as well when it is gone.
    const before = [...understood, ...[...this.#invalid.values()].map(({ kind, id }) => ({ kind, id }))];
    this.#kinds.clear();
    this.#invalid.clear();
    const changes = Object.entries(entities).flatMap(([kind, list]) =>
      list.map((entity) => this.#put(kind, idOf(entity), entity)),
    );
    const present = new Set(changes.map(({ kind, id }) => `${kind}/${id}`));
    for (const { kind, id } of before) {
      if (!present.has(`${kind}/${id}`)) changes.push({ op: "delete", kind, id });
    }
    return changes;
  }

  #delete(kind: string, id: string): StoreChange {
    this.#kinds.get(kind)?.delete(id);
    this.#invalid.delete(`${kind}/${id}`);
    return { op: "delete", kind, id };
  }

  #put(kind: string, id: string, raw: unknown): StoreChange {
    const parsed = this.#schemas[kind]?.safeParse(raw);
    if (parsed?.success && idOf(parsed.data) === id) {
      this.#invalid.delete(`${kind}/${id}`);
      this.#kindMap(kind).set(id, parsed.data);
      return { op: "put", kind, id, entity: parsed.data };
    }
    const issue = parsed?.error?.issues[0];
    const reason =
      issue === undefined
        ? `unknown kind ${kind} or foreign id`
        : `${issue.path.join(".")}: ${issue.message}`;
    this.#kinds.get(kind)?.delete(id);
    this.#invalid.set(`${kind}/${id}`, { kind, id, reason: reason.slice(0, 200) });
    return { op: "invalid", kind, id, reason, raw };
  }

  #kindMap(kind: string): Map<string, unknown> {
    let ids = this.#kinds.get(kind);
    if (ids === undefined) {
      ids = new Map();
      this.#kinds.set(kind, ids);
    }
    return ids;
  }
}

function idOf(entity: unknown): string {
  const id = typeof entity === "object" && entity !== null && "id" in entity ? entity.id : undefined;
  return typeof id === "string" ? id : "";
}
