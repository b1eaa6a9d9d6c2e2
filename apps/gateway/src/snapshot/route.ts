import type { RouteValidation } from "../validation/compile-validation.ts";
import type { HeaderPlan } from "./header-plan.ts";
import type { TargetPath } from "./target-path.ts";

type RouteBase = {
  readonly proxyId: string;
  readonly collectionId: string;
  /** Base path and path as configured, for the log. */
  readonly template: string;
};

/** What routes that answer have in common, whatever their handler is. */
type ServedRoute = RouteBase & {
  /** What the answer's own headers go through. */
  readonly responseHeaders: HeaderPlan;
  /** The name of an environment variable that this route needs and the gateway doesn't have. */
  readonly missingEnv: string | undefined;
  /** Undefined: the gateway's own default. */
  readonly maxBodyBytes: number | undefined;
  readonly validation: RouteValidation | undefined;
  readonly streaming: boolean;
  /** Milliseconds between two pieces of a body; undefined: the gateway's own default. */
  readonly idleBodyMs: number | undefined;
};

/** A proxy compiled for one method or more: nothing in it has to be looked up or parsed again. */
export type ForwardRoute = ServedRoute & {
  readonly kind: "forward";
  /** Scheme, host and port of the upstream. */
  readonly origin: string;
  /** Routes with one key share connections. */
  readonly poolKey: string;
  readonly targetPath: TargetPath;
  readonly requestHeaders: HeaderPlan;
  readonly queryCredential: QueryCredential | undefined;
  readonly forwardIdentity: boolean;
  /** Milliseconds; undefined: the gateway's own default. */
  readonly connectMs: number | undefined;
  readonly headersMs: number | undefined;
};

/** A proxy that answers by itself; its headers are all in `responseHeaders`. */
export type StaticRoute = ServedRoute & {
  readonly kind: "static";
  readonly status: number;
  readonly body: string;
};

/**
 * A proxy that could not be compiled. It keeps its place and answers 503: were it left out, a wider route could answer.
 */
export type DeniedRoute = RouteBase & { readonly kind: "denied"; readonly reason: string };

/** A route that may answer: what the steps behind `findRoute` find in the context. */
export type LiveRoute = ForwardRoute | StaticRoute;

export type Route = LiveRoute | DeniedRoute;

/** A query parameter that replaces the caller's of the same name. `pair` is `name=value`, encoded. */
export type QueryCredential = { readonly name: string; readonly pair: string };
