import type { GatewayEntity, HeaderRule } from "@zerq/plane-protocol/gateway-entities";
import { isHostPattern } from "@zerq/plane-protocol/host-pattern";
import { parsePathTemplate } from "@zerq/plane-protocol/path-template";
import type { CollectionDefaults } from "./collection-defaults.ts";
import {
  type CollectionPlan,
  type CompiledCollection,
  type CredentialLookup,
  compileCollection,
} from "./compile-collection.ts";
import { reasonOf } from "./compile-error.ts";
import { compileRoute, routeTemplate } from "./compile-route.ts";
import { healthTargetsOf } from "./health-targets.ts";
import { type RouteEntry, RouteTree } from "./route-tree.ts";
import type { SecretOpener } from "./secret-opener.ts";

/** A proxy as far as it could be read; one that isn't understood has only what its place needs. */
export type ProxySource =
  | { readonly kind: "valid"; readonly entity: GatewayEntity<"proxy"> }
  | {
      readonly kind: "invalid";
      readonly id: string;
      readonly path: string | undefined;
      readonly methods: string[];
      readonly reason: string;
    };

/** A collection, likewise. */
export type CollectionSource =
  | { readonly kind: "valid"; readonly entity: GatewayEntity<"collection"> }
  | {
      readonly kind: "invalid";
      readonly id: string;
      readonly basePath: string;
      /** Undefined: they can't be read. */
      readonly hosts: readonly string[] | undefined;
      readonly reason: string;
    };

export type Problems = Map<string, { kind: string; id: string; reason: string }>;

/** What a deny-route answers to when it isn't known which methods were meant. */
const everyMethod = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/**
 * One collection and its proxies, compiled. It keeps what each proxy was compiled to, so that a changed proxy costs itself and
 * a new tree.
 */
export class CollectionCompiler {
  readonly id: string;
  readonly proxies = new Map<string, ProxySource>();
  source: CollectionSource | undefined;
  /** Names of environment variables and secret files that its routes need and this process doesn't have. */
  readonly missingEnv = new Set<string>();
  readonly #entries = new Map<string, RouteEntry>();
  #plan: CollectionPlan | undefined;
  #planDenied: string | undefined;
  #isPlanned = false;

  constructor(id: string) {
    this.id = id;
  }

  /** The collection or something it depends on has changed: everything is compiled again. */
  invalidate(): void {
    this.#isPlanned = false;
    this.#entries.clear();
  }

  invalidateProxy(id: string): void {
    this.#entries.delete(id);
  }

  uses(credentialId: string): boolean {
    if (this.source?.kind === "valid" && this.source.entity.credentialId === credentialId) return true;
    for (const proxy of this.proxies.values()) {
      if (proxy.kind === "valid" && proxy.entity.credentialId === credentialId) return true;
    }
    return false;
  }

  /** Whether a header rule of the collection or of a proxy takes its value from one of these files. */
  readsFile(names: ReadonlySet<string>): boolean {
    if (this.source?.kind === "valid" && rulesRead(this.source.entity.headers, names)) return true;
    for (const proxy of this.proxies.values()) {
      if (proxy.kind === "valid" && rulesRead(proxy.entity.headers, names)) return true;
    }
    return false;
  }

  /** @returns undefined for a collection that isn't published: nothing of it can be reached */
  compile(
    credentials: CredentialLookup,
    opener: SecretOpener,
    defaults: CollectionDefaults,
    problems: Problems,
  ): CompiledCollection | undefined {
    const { source } = this;
    this.missingEnv.clear();
    this.#forgetProblems(problems);
    if (source === undefined || (source.kind === "valid" && source.entity.status !== "published"))
      return undefined;
    const place = placeOf(source);
    if (!this.#isPlanned) this.#makePlan(source, defaults, opener);
    const plan = this.#plan;
    const denied = this.#planDenied ?? this.#illegibleProxy();
    if (denied !== undefined)
      problems.set(`collection/${this.id}`, { kind: "collection", id: this.id, reason: denied });
    if (plan === undefined || denied !== undefined) return deniedCollection(this.id, place, denied);
    const tree = this.#tree(plan, credentials, opener, problems);
    return {
      id: this.id,
      ...place,
      tree,
      denied: undefined,
      maintenance: plan.entity.maintenance,
      cors: plan.cors,
      healthTargets: healthTargetsOf(plan.entity, this.#entries.values()),
    };
  }

  /** What isn't understood at all has been noted by whoever took it in. */
  #forgetProblems(problems: Problems): void {
    if (this.source?.kind === "valid") problems.delete(`collection/${this.id}`);
    for (const [id, proxy] of this.proxies) if (proxy.kind === "valid") problems.delete(`proxy/${id}`);
  }

  #makePlan(source: CollectionSource, defaults: CollectionDefaults, opener: SecretOpener): void {
    this.#plan = undefined;
    this.#planDenied = undefined;
    this.#isPlanned = true;
    try {
      if (source.kind === "valid") this.#plan = compileCollection(source.entity, defaults, opener);
      else this.#planDenied = source.reason;
    } catch (error) {
      this.#planDenied = reasonOf(error);
    }
  }

  /** A proxy that can't even be placed could be any path of the collection. */
  #illegibleProxy(): string | undefined {
    for (const proxy of this.proxies.values()) {
      if (proxy.kind === "invalid" && !isPath(proxy.path))
        return `proxy ${proxy.id} can't be placed: ${proxy.reason}`;
    }
    return undefined;
  }

  #tree(
    plan: CollectionPlan,
    credentials: CredentialLookup,
    opener: SecretOpener,
    problems: Problems,
  ): RouteTree {
    for (const [id, proxy] of this.proxies) {
      if (!this.#entries.has(id) && isRouted(proxy)) {
        this.#entries.set(id, this.#entry(id, proxy, plan, credentials, opener));
      }
    }
    for (const { route } of this.#entries.values()) {
      if (route.kind !== "denied") for (const name of route.missingNames) this.missingEnv.add(name);
      if (route.kind === "denied")
        problems.set(`proxy/${route.proxyId}`, { kind: "proxy", id: route.proxyId, reason: route.reason });
    }
    const { tree, collisions } = RouteTree.of([...this.#entries.values()]);
    for (const { proxyId } of collisions.flat()) {
      const reason = "another proxy of the collection has this path and method";
      problems.set(`proxy/${proxyId}`, { kind: "proxy", id: proxyId, reason });
    }
    return tree;
  }

  #entry(
    id: string,
    proxy: ProxySource,
    plan: CollectionPlan,
    credentials: CredentialLookup,
    opener: SecretOpener,
  ): RouteEntry {
    try {
      if (proxy.kind === "valid") return compileRoute(proxy.entity, plan, credentials, opener);
      throw new Error(proxy.reason);
    } catch (error) {
      const reason = reasonOf(error);
      const path = (proxy.kind === "valid" ? proxy.entity.path : proxy.path) ?? "/*";
      const methods = proxy.kind === "valid" ? proxy.entity.methods : proxy.methods;
      return {
        segments: isPath(path) ? parsePathTemplate(path) : [{ kind: "rest" }],
        methods: methods.length === 0 ? everyMethod : methods,
        route: {
          kind: "denied",
          proxyId: id,
          collectionId: this.id,
          template: routeTemplate(plan.entity.basePath, path),
          reason,
        },
      };
    }
  }
}

function rulesRead(rules: readonly HeaderRule[], names: ReadonlySet<string>): boolean {
  return rules.some(({ value }) => value !== undefined && "file" in value && names.has(value.file));
}

type Place = Pick<CompiledCollection, "basePath" | "hosts">;

function placeOf(source: CollectionSource): Place {
  if (source.kind === "invalid") return { basePath: source.basePath, hosts: source.hosts };
  const { basePath, hosts = [] } = source.entity;
  return { basePath, hosts: hosts.every(isHostPattern) ? hosts : undefined };
}

function deniedCollection(id: string, place: Place, denied: string | undefined): CompiledCollection {
  return {
    id,
    ...place,
    tree: undefined,
    denied,
    maintenance: undefined,
    cors: undefined,
    healthTargets: [],
  };
}

function isRouted(proxy: ProxySource): boolean {
  return proxy.kind === "invalid" || proxy.entity.status === "published";
}

function isPath(path: string | undefined): boolean {
  try {
    return path !== undefined && parsePathTemplate(path).length >= 0;
  } catch {
    return false;
  }
}
