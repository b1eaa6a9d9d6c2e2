import type { EntityStore, StoreChange } from "@zerq/plane-protocol/entity-store";
import type { GatewayEntity, GatewayKind } from "@zerq/plane-protocol/gateway-entities";
import { type Turns, takeAtOnce } from "@zerq/plane-protocol/turns";
import { AddressSet } from "../address/address-set.ts";
import { HostSet } from "../tls/host-set.ts";
import { certificateHosts } from "./certificate-hosts.ts";
import type { Problems } from "./collection-compiler.ts";
import { CollectionsCompiler } from "./collections-compiler.ts";
import type { RuleSources } from "./compile-rules.ts";
import { EntityCompiler } from "./entity-compiler.ts";
import type { HealthTarget } from "./health-targets.ts";
import { PolicyClients } from "./policy-clients.ts";
import { emptyTable, type Profile, type RoutingTable } from "./routing-table.ts";
import type { SecretOpener } from "./secret-opener.ts";
import type { ShardedMapEdit } from "./sharded-map.ts";

type Entity<K extends GatewayKind> = GatewayEntity<K>;
type Problem = { kind: string; id: string; reason: string };

/** What the changes of one version come down to. */
type Batch = {
  /** Collections that are compiled anew. */
  readonly dirty: Set<string>;
  readonly clients: Set<string>;
  readonly profiles: ShardedMapEdit<Profile>;
  deniedAddresses: AddressSet;
  maintenance: RoutingTable["maintenance"];
  tokenPeppers: RoutingTable["tokenPeppers"];
};

/** What can be asked beside the table. */
type View = {
  readonly problems: Problem[];
  readonly missingEnv: string[];
  readonly healthTargets: HealthTarget[];
  readonly certificateHosts: HostSet;
};

/**
 * Turns entities into routing tables, at the cost of what changed. Tables are immutable; what this class keeps besides the
 * last one is only what makes the next one cheap.
 */
export class SnapshotCompiler {
  readonly #problems: Problems = new Map();
  readonly #entities: EntityCompiler;
  readonly #collections: CollectionsCompiler;
  readonly #policyClients = new PolicyClients();
  readonly #certificateProfiles = new Map<string, Profile>();
  #certificateHosts: { table: RoutingTable; hosts: HostSet } | undefined;
  #table = emptyTable();
  #prepared: { readonly changes: readonly StoreChange[]; readonly table: RoutingTable } | undefined;
  /** As it was when the next table was begun in turns: until that is in force, what is told belongs to the one before. */
  #view: View | undefined;

  constructor(opener: SecretOpener, sources: RuleSources) {
    this.#entities = new EntityCompiler(opener, sources, this.#problems);
    this.#collections = new CollectionsCompiler(this.#entities, this.#problems);
  }

  get table(): RoutingTable {
    return this.#table;
  }

  /** The hosts whose callers may have to show a certificate, in the table in force; found when somebody asks. */
  get certificateHosts(): HostSet {
    if (this.#view !== undefined) return this.#view.certificateHosts;
    if (this.#certificateProfiles.size === 0) return HostSet.nothing;
    if (this.#certificateHosts?.table !== this.#table) {
      const { clients } = this.#table;
      const profiles = this.#certificateProfiles.values();
      const hosts = certificateHosts(profiles, clients, this.#collections.compiled);
      this.#certificateHosts = { table: this.#table, hosts };
    }
    return this.#certificateHosts.hosts;
  }

  /** What is denied, for operators. */
  problems(): Problem[] {
    return this.#view?.problems ?? [...this.#problems.values()];
  }

  /** Names of environment variables and secret files that the config refers to and this process doesn't have. */
  missingEnv(): string[] {
    return this.#view?.missingEnv ?? this.#collections.missingEnv();
  }

  healthTargets(): HealthTarget[] {
    return this.#view?.healthTargets ?? this.#collections.healthTargets();
  }

  /** Brings changes into force. */
  apply(store: EntityStore, changes: readonly StoreChange[], version: number): RoutingTable {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    this.#table =
      prepared?.changes === changes ? prepared.table : takeAtOnce(this.#compile(store, changes, version));
    this.#view = undefined;
    return this.#table;
  }

  /**
   * Compiles many changes in turns with other work. They come into force when they are applied; until then no others may be.
   * @throws WorkIsOver
   */
  async prepare(
    store: EntityStore,
    changes: readonly StoreChange[],
    version: number,
    turns: Turns,
  ): Promise<void> {
    const [missingEnv, healthTargets] = [this.missingEnv(), this.healthTargets()];
    const { certificateHosts: hosts } = this;
    this.#view = { problems: this.problems(), missingEnv, healthTargets, certificateHosts: hosts };
    this.#prepared = undefined;
    this.#prepared = { changes, table: await turns.take(this.#compile(store, changes, version)) };
  }

  /**
   * Secret files have changed: what takes a value from them is compiled again, at the version that is in force.
   * @param store what was applied last
   */
  refreshFiles(store: EntityStore, names: ReadonlySet<string>): RoutingTable {
    const dirty = new Set<string>();
    this.#collections.takeFiles(store, names, dirty);
    if (dirty.size > 0) {
      const collections = takeAtOnce(this.#collections.compile(store, dirty, this.#table.collections));
      this.#table = { ...this.#table, collections };
    }
    return this.#table;
  }

  *#compile(
    store: EntityStore,
    changes: readonly StoreChange[],
    version: number,
  ): Generator<void, RoutingTable> {
    const before = this.#table;
    const { deniedAddresses, maintenance, tokenPeppers } = before;
    const batch: Batch = {
      ...{ dirty: new Set(), clients: new Set(), profiles: before.profiles.edit() },
      ...{ deniedAddresses, maintenance, tokenPeppers },
    };
    for (const change of changes) {
      this.#take(change, batch);
      yield;
    }
    const clients = before.clients.edit();
    for (const id of batch.clients) {
      clients.set(id, this.#entities.client(store, id));
      yield;
    }
    const { dirty } = batch;
    const { collections } = before;
    return {
      version,
      profiles: batch.profiles.done(),
      clients: clients.done(),
      collections:
        dirty.size === 0 ? collections : yield* this.#collections.compile(store, dirty, collections),
      deniedAddresses: batch.deniedAddresses,
      maintenance: batch.maintenance,
      tokenPeppers: batch.tokenPeppers,
    };
  }

  #take(change: StoreChange, batch: Batch): void {
    if (this.#problems.size > 0) this.#problems.delete(`${change.kind}/${change.id}`);
    if (change.op === "invalid") this.#entities.note(change, change.reason);
    if (Object.hasOwn(this.#takers, change.kind)) this.#takers[change.kind as GatewayKind](change, batch);
    else if (change.op !== "delete") this.#entities.note(change, `unknown kind ${change.kind}`);
  }

  /** What a change of each kind makes necessary. A kind that isn't here is a problem, never skipped. */
  readonly #takers: Readonly<Record<GatewayKind, (change: StoreChange, batch: Batch) => void>> = {
    collection: (change, { dirty }) => this.#collections.takeCollection(change, dirty),
    proxy: (change, { dirty }) => this.#collections.takeProxy(change, dirty),
    credential: ({ id }, { dirty }) => this.#collections.takeCredential(id, dirty),
    profile: (change, { profiles }) => {
      const profile = this.#entities.profile(change);
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
      // The first list that can't be read denies everything.
      const before = this.#table.version === 0 ? AddressSet.everything() : batch.deniedAddresses;
      batch.deniedAddresses = this.#entities.deniedAddresses(change, before);
      // Settings that can't be read leave it as it was.
      if (change.op === "put") batch.maintenance = (change.entity as Entity<"settings">).maintenance;
      if (change.op === "delete") batch.maintenance = undefined;
      this.#collections.takeDefaults(change, batch.dirty);
    },
    pepper: (change, batch) => {
      batch.tokenPeppers = batch.tokenPeppers.with(change.id, this.#entities.pepper(change));
    },
  };
}
