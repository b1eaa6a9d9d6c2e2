import type { Permission } from "@zerq/auth/permissions";
import type { ErrorCode } from "@zerq/errors/catalogue";
import type { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import type { ActorContext } from "../changes/change.ts";

/** What a handler gets: everything in it has passed the route's declaration. */
export type RouteRequest<Query = Readonly<Record<string, string>>, Body = unknown> = {
  caller: Caller;
  /** Goes into the audit entry of a change, and to `ChangeLog.submit` as it is: the same object. */
  context: ActorContext;
  params: Readonly<Record<string, string>>;
  /** The parsed query; without a declared one there are no parameters. */
  query: Query;
  /** The parsed body; undefined where none came and none is required. */
  body: Body;
  /** From If-Match: a revision, or `any` where the route doesn't ask for one and none came. */
  ifMatch: number | "any";
  /** Whether the caller's Accept asks for YAML. */
  wantsYaml: boolean;
};

export type RouteAnswer = {
  body?: unknown;
  /** Becomes the ETag. */
  revision?: number;
  /** Becomes Zerq-Config-Version, and is what `?wait=applied` waits for. */
  configVersion?: number;
  /** The epoch of that version, where it is a new one: a gateway of the one before can't have applied it, whatever its number. */
  configEpoch?: number;
  /** Dotted paths of members of the body that hold a secret shown once: a replay of the request leaves them out. */
  shownOnce?: readonly string[];
  /** Writes the body as YAML, on a route that is declared `alsoYaml`. */
  asYaml?: boolean;
};

/**
 * A route, declared once: permission checks, validation and the OpenAPI document come from here. The order is always the
 * same: permission, shape, existence. Write one with `declareRoute`, which types the handler by the schemas.
 */
export type Route<Query = Readonly<Record<string, string>>, Body = unknown> = {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** Below /api/v1, in Express's form: `/collections/:id`. */
  path: string;
  permission: Permission;
  summary: string;
  /** Parameters of the path that aren't 24 hex digits. */
  params?: Readonly<Record<string, z.ZodType<string>>>;
  /** A strict object of strings (`z.strictObject({limit: …})`); a parameter that isn't in it is refused. */
  query?: z.ZodType<Query>;
  /** Without it the route takes no body. */
  body?: z.ZodType<Body>;
  /** What the OpenAPI document says of the body, where the service itself holds it to its shape. */
  documentedBody?: z.ZodType;
  /** Whether a request without a body is fine. */
  bodyOptional?: boolean;
  /** Whether bodies may be YAML as well; such a route takes longer JSON too. */
  alsoYaml?: boolean;
  /** Largest body, where it isn't the API's usual bound. */
  maxBodyBytes?: number;
  /** A POST that only reads: it makes no version and needs no Idempotency-Key. */
  changesNothing?: boolean;
  response?: z.ZodType;
  status: 200 | 201 | 204;
  /** Whether If-Match must be there (428 when it isn't). */
  ifMatch?: "required" | "optional";
  /** Besides those that every route has: see commonErrors. */
  errors: readonly ErrorCode[];
  handle(request: RouteRequest<Query, Body>): Promise<RouteAnswer>;
};

/** A route with its handler typed by its schemas. */
export function declareRoute<Query, Body>(route: Route<Query, Body>): Route {
  return route as unknown as Route;
}

/** Whether a success of the route is a change of config. */
export function makesVersion({ method, changesNothing }: Pick<Route, "method" | "changesNothing">): boolean {
  return method !== "get" && changesNothing !== true;
}
