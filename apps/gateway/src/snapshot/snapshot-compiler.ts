import type { KeyObject } from "node:crypto";
import { secretKey } from "@zerq/crypto/secret-key";
import type { EntityStore, StoreChange } from "@zerq/plane-protocol/entity-store";
import type { GatewayEntity, GatewayKind } from "@zerq/plane-protocol/gateway-entities";
import { AddressSet } from "../address/address-set.ts";
import { HostSet } from "../tls/host-set.ts";
import { certificateHosts } from "./certificate-hosts.ts";
import { CollectionCompiler, type Problems } from "./collection-compiler.ts";
import { type CollectionDefaults, defaultsOf } from "./collection-defaults.ts";
import { compileClient } from "./compile-client.ts";
import type { CompiledCollection, CredentialLookup } from "./compile-collection.ts";
import { type CompiledCredential, compileCredential } from "./compile-credential.ts";
import { CompileError, reasonOf } from "./compile-error.ts";
import { closedProfile, compileProfile } from "./compile-profile.ts";
import type { RuleSources } from "./compile-rules.ts";
import type { HealthTarget } from "./health-targets.ts";
import { HostIndex } from "./host-index.ts";
import { placeCollections } from "./place-collections.ts";
import { PolicyClients } from "./policy-clients.ts";
import { readInvalidCollection, readInvalidProxy } from "./read-invalid.ts";
import { type Client, emptyTable, type Profile, type RoutingTable } from "./routing-table.ts";
import type { SecretOpener } from "./secret-opener.ts";

type Entity<K extends GatewayKind> = GatewayEntity<K>;
type Problem = { kind: string; id: string; reason: string };

/** From more collections on, an index made anew costs less than taking them in one by one. */
const FEW_COLLECTIONS = 8;

/** What the changes of one version come down to. */
type Batch = {
  readonly store: EntityStore;
  /** Collections that are compiled anew. */
  readonly dirty: Set<string>;
  readonly clients: Set<string>;
  readonly profiles: Map<string, Profile | undefined>;
  deniedAddresses: AddressSet;
  maintenance: RoutingTable["maintenance"];
  tokenPeppers: RoutingTable["tokenPeppers"];
};

/**
 * Turns entities into routing tables, at the cost of what changed. Tables are immutable; what this class keeps besides the
 * last one is only what makes the next one cheap.
 */
export class SnapshotCompiler {
  readonly #opener: SecretOpener;
  readonly #sources: RuleSources;
  readonly #collections = new Map<string, CollectionCompiler>();
  readonly #collectionOfProxy = new Map<string, string>();
  readonly #compiled = new Map<string, CompiledCollection>();
  readonly #problems: Problems = new Map();
  /** Collections that lack names of the environment, and the targets that collections have checked. */
  readonly #lacking = new Set<CollectionCompiler>();
  readonly #checked = new Map<string, readonly HealthTarget[]>();
  readonly #policyClients = new PolicyClients();
  #defaults: CollectionDefaults = {};
  readonly #certificateProfiles = new Map<string, Profile>();
  #certificateHosts: { table: RoutingTable; hosts: HostSet } | undefined;
  #table = emptyTable();

  constructor(opener: SecretOpener, sources: RuleSources) {
    this.#opener = opener;
    this.#sources = sources;
  }

  get table(): RoutingTable {
    return this.#table;
  }

  /** The hosts whose callers may have to show a certificate, in the table in force; found when somebody asks. */
  get certificateHosts(): HostSet {
    if (this.#certificateProfiles.size === 0) return HostSet.nothing;
    if (this.#certificateHosts?.table !== this.#table) {
      const { clients } = this.#table;
      const hosts = certificateHosts(this.#certificateProfiles.values(), clients, this.#compiled);
      this.#certificateHosts = { table: this.#table, hosts };
    }
    return this.#certificateHosts.hosts;
  }

  /** What is denied, for operators. */
  problems(): Problem[] {
    return [...this.#problems.values()];
  }

  /** Names of environment variables and secret files that the config refers to and this process doesn't have. */
  missingEnv(): string[] {
    return [...new Set([...this.#lacking].flatMap(({ missingEnv }) => [...missingEnv]))];
  }

  healthTargets(): HealthTarget[] {
    return [...this.#checked.values()].flat();
  }

  apply(store: EntityStore, changes: readonly StoreChange[], version: number): RoutingTable {
    const { deniedAddresses, maintenance, tokenPeppers } = this.#table;
    const batch: Batch = {
      store,
      dirty: new Set(),
      clients: new Set(),
      profiles: new Map(),
      deniedAddresses,
      maintenance,
      tokenPeppers,
    };
    for (const change of changes) {
      this.#problems.delete(`${change.kind}/${change.id}`);
      if (change.op === "invalid") this.#problem(change, change.reason);
      if (Object.hasOwn(this.#takers, change.kind)) this.#takers[change.kind as GatewayKind](change, batch);
      else if (change.op !== "delete") this.#problem(change, `unknown kind ${change.kind}`);
    }
    const clients = new Map([...batch.clients].map((id) => [id, this.#client(store, id)]));
    const { collections } = this.#table;
    this.#table = {
      version,
      profiles: this.#table.profiles.with(batch.profiles),
      clients: this.#table.clients.with(clients),
      collections: batch.dirty.size === 0 ? collections : this.#compileCollections(store, batch.dirty),
      deniedAddresses: batch.deniedAddresses,
      maintenance: batch.maintenance,
      tokenPeppers: batch.tokenPeppers,
    };
    return this.#table;
  }

  /** What a change of each kind makes necessary. A kind that isn't here is a problem, never skipped. */
  readonly #takers: Readonly<Record<GatewayKind, (change: StoreChange, batch: Batch) => void>> = {
    collection: (change, { dirty }) => this.#takeCollection(change, dirty),
    proxy: (change, { dirty }) => this.#takeProxy(change, dirty),
    credential: ({ id }, { dirty }) => this.#takeCredential(id, dirty),
    profile: (change, { profiles }) => {
      const profile = this.#profile(change);
      profiles.set(change.id, profile);
      if (profile?.certificates === undefined) this.#certificateProfiles.delete(change.id);
      else this.#certificateProfiles.set(change.id, profile);
    },
    client: (change, { clients }) => {
      const { policyId = null } = change.op === "put" ? (change.entity as Entity<"client">) : {};
      this.#policyClients.learn(change.id, policyId);
      clients.add(change.id);
    },
    policy: ({ id }, { clients }) => {
      for (const client of this.#policyClients.of(id)) clients.add(client);
    },
    settings: (change, batch) => {
      batch.deniedAddresses = this.#denied(change, batch.deniedAddresses);
      // Settings that can't be read leave it as it was.
      if (change.op === "put") batch.maintenance = (change.entity as Entity<"settings">).maintenance;
      if (change.op === "delete") batch.maintenance = undefined;
      this.#takeDefaults(change, batch.dirty);
    },
    pepper: (change, batch) => {
      batch.tokenPeppers = batch.tokenPeppers.with(change.id, this.#pepper(change));
    },
  };

  /**
   * Secret files have changed: what takes a value from them is compiled again, at the version that is in force.
   * @param store what was applied last
   */
  refreshFiles(store: EntityStore, names: ReadonlySet<string>): RoutingTable {
    const dirty = new Set<string>();
    for (const credential of store.all("credential") as Iterable<Entity<"credential">>) {
      const sources = Object.values(credential.secrets);
      if (sources.some((source) => "file" in source && names.has(source.file)))
        this.#takeCredential(credential.id, dirty);
    }
    for (const collection of this.#collections.values()) {
      if (!collection.readsFile(names)) continue;
      collection.invalidate();
      dirty.add(collection.id);
    }
    if (dirty.size > 0) this.#table = { ...this.#table, collections: this.#compileCollections(store, dirty) };
    return this.#table;
  }

  #problem({ kind, id }: { kind: string; id: string }, reason: string): void {
    this.#problems.set(`${kind}/${id}`, { kind, id, reason });
  }

  #collection(id: string): CollectionCompiler {
    let collection = this.#collections.get(id);
    if (collection === undefined) {
      collection = new CollectionCompiler(id);
      this.#collections.set(id, collection);
    }
    return collection;
  }

  #takeCollection(change: StoreChange, dirty: Set<string>): void {
    const collection = this.#collection(change.id);
    if (change.op === "put")
      collection.source = { kind: "valid", entity: change.entity as Entity<"collection"> };
    else if (change.op === "delete") collection.source = undefined;
    else collection.source = readInvalidCollection(change, this.#compiled.get(change.id)?.basePath);
    collection.invalidate();
    dirty.add(change.id);
  }

  #takeProxy(change: StoreChange, dirty: Set<string>): void {
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
  #takeDefaults(change: StoreChange, dirty: Set<string>): void {
    const defaults = defaultsOf(change);
    if (defaults === undefined) return;
    if (JSON.stringify(defaults) === JSON.stringify(this.#defaults)) return;
    this.#defaults = defaults;
    for (const collection of this.#collections.values()) {
      collection.invalidate();
      dirty.add(collection.id);
    }
  }

  #takeCredential(id: string, dirty: Set<string>): void {
    for (const collection of this.#collections.values()) {
      if (!collection.uses(id)) continue;
      collection.invalidate();
      dirty.add(collection.id);
    }
  }

  #profile(change: StoreChange): Profile | undefined {
    if (change.op !== "put") return undefined;
    const entity = change.entity as Entity<"profile">;
    try {
      return compileProfile(entity, this.#opener, this.#sources);
    } catch (error) {
      this.#problem(change, reasonOf(error));
      return closedProfile(entity);
    }
  }

  #client(store: EntityStore, id: string): Client | undefined {
    const entity = store.get("client", id) as Entity<"client"> | undefined;
    if (entity === undefined) return undefined;
    const policy = entity.policyId === null ? undefined : store.get("policy", entity.policyId);
    return compileClient(entity, policy as Entity<"policy"> | undefined);
  }

  /** A deny list that can't be read denies what it did before; the first one everything. */
  #denied(change: StoreChange, before: AddressSet): AddressSet {
    if (change.op === "delete") return AddressSet.empty;
    try {
      if (change.op === "put") return AddressSet.of((change.entity as Entity<"settings">).deniedIps);
    } catch (error) {
      this.#problem(change, reasonOf(error));
    }
    return this.#table.version === 0 ? AddressSet.everything() : before;
  }

  /** Undefined when it is gone or can't be read: then no token whose hash was made with it fits. */
  #pepper(change: StoreChange): KeyObject | undefined {
    try {
      if (change.op === "put") {
        const { key, id } = change.entity as Entity<"pepper">;
        return secretKey(this.#opener.openBytes(key, "pepper", id, "key"));
      }
    } catch (error) {
      this.#problem(change, reasonOf(error));
    }
    return undefined;
  }

  #compileCollections(store: EntityStore, dirty: ReadonlySet<string>): HostIndex {
    const credentials = new Map<string, CompiledCredential>();
    const lookup = (id: string): CompiledCredential => {
      const known = credentials.get(id) ?? this.#credential(store, id);
      credentials.set(id, known);
      return known;
    };
    // As long as each of them is served where it was, it takes its own place in the index.
    let index = dirty.size > FEW_COLLECTIONS ? undefined : this.#table.collections;
    for (const id of dirty) {
      const before = this.#compiled.get(id);
      const after = this.#compileCollection(id, lookup);
      if (before !== undefined && after !== undefined) index = index?.with(before, after);
      else if (before !== after) index = undefined;
    }
    if (index !== undefined) return index;
    return HostIndex.of(
      placeCollections(this.#compiled.values(), (id, denied) =>
        this.#problem({ kind: "collection", id }, denied),
      ),
    );
  }

  #compileCollection(id: string, lookup: CredentialLookup): CompiledCollection | undefined {
    const collection = this.#collections.get(id);
    const compiled = collection?.compile(lookup, this.#opener, this.#defaults, this.#problems);
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

  /** @throws CompileError */
  #credential(store: EntityStore, id: string): CompiledCredential {
    const entity = store.get("credential", id) as Entity<"credential"> | undefined;
    if (entity === undefined)
      throw new CompileError(`the credential ${id} is not there or can't be understood`);
    return compileCredential(entity, this.#opener);
  }
}

function readProxy(change: Exclude<StoreChange, { op: "delete" }>) {
  if (change.op === "invalid") return readInvalidProxy(change);
  const entity = change.entity as Entity<"proxy">;
  return {
    collectionId: entity.collectionId as string | undefined,
    source: { kind: "valid" as const, entity },
  };
}
