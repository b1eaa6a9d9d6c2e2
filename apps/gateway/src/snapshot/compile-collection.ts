import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { isHostPattern } from "@zerq/plane-protocol/host-pattern";
import { parseBasePath } from "@zerq/plane-protocol/path-template";
import { type CollectionDefaults, withDefaults } from "./collection-defaults.ts";
import { type CompiledCors, compileCors } from "./compile-cors.ts";
import type { CompiledCredential } from "./compile-credential.ts";
import { CompileError } from "./compile-error.ts";
import type { HealthTarget } from "./health-targets.ts";
import type { Maintenance } from "./maintenance.ts";
import { type ResolvedRules, resolveRules } from "./resolve-rules.ts";
import type { RouteTree } from "./route-tree.ts";
import type { SecretOpener } from "./secret-opener.ts";

/** A published collection in the routing table. */
export type CompiledCollection = {
  readonly id: string;
  readonly basePath: string;
  /** Empty: any host. Undefined: nobody knows, and it is denied at all of them. */
  readonly hosts: readonly string[] | undefined;
  /** Not set: everything below the base path is denied for this reason. */
  readonly tree: RouteTree | undefined;
  readonly denied: string | undefined;
  readonly maintenance: Maintenance | undefined;
  readonly cors: CompiledCors | undefined;
  readonly healthTargets: readonly HealthTarget[];
};

/** What the routes of a collection have in common. */
export type CollectionPlan = {
  readonly entity: GatewayEntity<"collection">;
  readonly targets: readonly [PlannedTarget, ...PlannedTarget[]];
  readonly rules: ResolvedRules;
  readonly cors: CompiledCors | undefined;
};

type PlannedTarget = { readonly origin: string; readonly basePath: string; readonly weight: number };

/** A credential by its id. @throws CompileError when there is none that can be applied */
export type CredentialLookup = (id: string) => CompiledCredential;

/** @throws CompileError, PathTemplateError or SealError: then everything below its base path is denied */
export function compileCollection(
  own: GatewayEntity<"collection">,
  defaults: CollectionDefaults,
  opener: SecretOpener,
): CollectionPlan {
  const entity = withDefaults(own, defaults);
  parseBasePath(entity.basePath);
  const foreign = entity.hosts?.find((host) => !isHostPattern(host));
  if (foreign !== undefined) throw new CompileError("a host is neither a name nor *. and a name");
  if (isReserved(entity.basePath)) throw new CompileError("the base path is reserved");
  const [first, ...others] = entity.targets ?? [{ url: entity.targetEndpoint, weight: 1 }];
  if (first === undefined) throw new CompileError("a collection without a target");
  return {
    entity,
    targets: [planTarget(first), ...others.map(planTarget)],
    rules: resolveRules("collection", entity.id, entity.headers, opener),
    cors: entity.cors === undefined ? undefined : compileCors(entity.cors),
  };
}

function planTarget({ url, weight }: { url: string; weight: number }): PlannedTarget {
  if (!URL.canParse(url)) throw new CompileError("the target is no URL");
  const target = new URL(url);
  if (target.protocol !== "http:" && target.protocol !== "https:")
    throw new CompileError("the target is neither http nor https");
  if (target.username !== "" || target.search !== "" || target.hash !== "")
    throw new CompileError("the target has credentials, query or fragment");
  return { origin: target.origin, basePath: target.pathname, weight };
}

/** Paths that the gateway answers itself, and everything below them. */
export function isReserved(path: string): boolean {
  return isBelow(path, "/healthz") || isBelow(path, "/mcp") || isBelow(path, "/.well-known/zerq");
}

function isBelow(path: string, reserved: string): boolean {
  return (
    path.startsWith(reserved) && (path.length === reserved.length || path.charCodeAt(reserved.length) === 47)
  );
}
