import type { EntityStore, StoreChange } from "@zerq/plane-protocol/entity-store";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { CollectionCompiler, type Problems } from "./collection-compiler.ts";
import { type CollectionDefaults, defaultsOf } from "./collection-defaults.ts";
import type { CompiledCollection, CredentialLookup } from "./compile-collection.ts";
import type { CompiledCredential } from "./compile-credential.ts";
import type { EntityCompiler } from "./entity-compiler.ts";
import type { HealthTarget } from "./health-targets.ts";
import { HostIndex } from "./host-index.ts";
import { placeCollections } from "./place-collections.ts";
import { readInvalidCollection, readInvalidProxy } from "./read-invalid.ts";

/** From more collections on, an index made anew costs less than taking them in one by one. */
const FEW_COLLECTIONS = 8;

/**
 * Turns collections, proxies and what they use into an index. A change makes its collections dirty, and only those are compiled
 * again.
 */
export class CollectionsCompiler {
  readonly #entities: EntityCompiler;
  readonly #problems: Problems;
  readonly #collections = new Map<string, CollectionCompiler>();
  readonly #collectionOfProxy = new Map<string, string>();
  readonly #compiled = new Map<string, CompiledCollection>();
  /** Collections that lack names of the environment, and the targets that collections have checked. */
  readonly #lacking = new Set<CollectionCompiler>();
  readonly #checked = new Map<string, readonly HealthTarget[]>();
  #defaults: CollectionDefaults = {};

  constructor(entities: EntityCompiler, problems: Problems) {
    this.#entities = entities;
    this.#problems = problems;
  }

  get compiled(): ReadonlyMap<string, CompiledCollection> {
    return this.#compiled;
  }

  missingEnv(): string[] {
    return [...new Set([...this.#lacking].flatMap(({ missingEnv }) => [...missingEnv]))];
  }

  healthTargets(): HealthTarget[] {
    return [...this.#checked.values()].flat();
  }

  takeCollection(change: StoreChange, dirty: Set<string>): void {
    const collection = this.#collection(change.id);
    if (change.op === "put")
      collection.source = { kind: "valid", entity: change.entity as GatewayEntity<"collection"> };
    else if (change.op === "delete") collection.source = undefined;
    else collection.source = readInvalidCollection(change, this.#compiled.get(change.id)?.basePath);
    collection.invalidate();
    dirty.add(change.id);
  }

  takeProxy(change: StoreChange, dirty: Set<string>): void {
    const before = this.#collectionOfProxy.get(change.id);
    const source = change.op === "delete" ? undefined : readProxy(change);
    const after = source === undefined ? undefined : (source.collectionId ?? before);
    if (before !== undefined) {
      this.#collection(before).proxies.delete(change.id);
      this.#collection(before).invalidateProxy(change.id);
      dirty.add(before);
    }
    this.#collectionOfProxy.delete(change.id);
    if (source === undefined || after === undefined) return;
    this.#collectionOfProxy.set(change.id, after);
    this.#collection(after).proxies.set(change.id, source.source);
    this.#collection(after).invalidateProxy(change.id);
    dirty.add(after);
  }

  /** Every collection may have something of them, so all are compiled again: settings change rarely. */
  takeDefaults(change: StoreChange, dirty: Set<string>): void {
    const defaults = defaultsOf(change);
    if (defaults === undefined) return;
    if (JSON.stringify(defaults) === JSON.stringify(this.#defaults)) return;
    this.#defaults = defaults;
    for (const collection of this.#collections.values()) {
      collection.invalidate();
      dirty.add(collection.id);
    }
  }

  takeCredential(id: string, dirty: Set<string>): void {
    for (const collection of this.#collections.values()) {
      if (!collection.uses(id)) continue;
      collection.invalidate();
      dirty.add(collection.id);
    }
  }

  /** Secret files have changed. */
  takeFiles(store: EntityStore, names: ReadonlySet<string>, dirty: Set<string>): void {
    for (const credential of store.all("credential") as Iterable<GatewayEntity<"credential">>) {
      const sources = Object.values(credential.secrets);
      if (sources.some((source) => "file" in source && names.has(source.file)))
        this.takeCredential(credential.id, dirty);
    }
    for (const collection of this.#collections.values()) {
      if (!collection.readsFile(names)) continue;
      collection.invalidate();
      dirty.add(collection.id);
    }
  }

  /** Compiles the dirty ones, one with each step. @param before the index so far */
  *compile(store: EntityStore, dirty: ReadonlySet<string>, before: HostIndex): Generator<void, HostIndex> {
    const lookup = this.#credentialsOf(store);
    // As long as each of them is served where it was, it takes its own place in the index.
    let index = dirty.size > FEW_COLLECTIONS ? undefined : before;
    for (const id of dirty) {
      const was = this.#compiled.get(id);
      const is = this.#compileCollection(id, lookup);
      if (was !== undefined && is !== undefined) index = index?.with(was, is);
      else if (was !== is) index = undefined;
      yield;
    }
    if (index !== undefined) return index;
    return HostIndex.of(
      placeCollections(this.#compiled.values(), (id, denied) =>
        this.#entities.note({ kind: "collection", id }, denied),
      ),
    );
  }

  #credentialsOf(store: EntityStore): CredentialLookup {
    const credentials = new Map<string, CompiledCredential>();
    return (id) => {
      const known = credentials.get(id) ?? this.#entities.credential(store, id);
      credentials.set(id, known);
      return known;
    };
  }

  #collection(id: string): CollectionCompiler {
    let collection = this.#collections.get(id);
    if (collection === undefined) {
      collection = new CollectionCompiler(id);
      this.#collections.set(id, collection);
    }
    return collection;
  }

  #compileCollection(id: string, lookup: CredentialLookup): CompiledCollection | undefined {
    const collection = this.#collections.get(id);
    const compiled = collection?.compile(lookup, this.#entities.opener, this.#defaults, this.#problems);
    if (compiled === undefined) this.#compiled.delete(id);
    else this.#compiled.set(id, compiled);
    this.#checked.delete(id);
    if (compiled !== undefined && compiled.healthTargets.length > 0)
      this.#checked.set(id, compiled.healthTargets);
    if (collection === undefined) return compiled;
    if (collection.missingEnv.size > 0) this.#lacking.add(collection);
    else this.#lacking.delete(collection);
    if (collection.source === undefined && collection.proxies.size === 0) this.#collections.delete(id);
    return compiled;
  }
}

function readProxy(change: Exclude<StoreChange, { op: "delete" }>) {
  if (change.op === "invalid") return readInvalidProxy(change);
  const entity = change.entity as GatewayEntity<"proxy">;
  return {
    collectionId: entity.collectionId as string | undefined,
    source: { kind: "valid" as const, entity },
  };
}
