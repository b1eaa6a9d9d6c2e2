import type { HeaderPlan } from "./header-plan.ts";
import type { TargetPath } from "./target-path.ts";

type RouteBase = {
  readonly proxyId: string;
  readonly collectionId: string;
  /** Base path and path as configured, for the log. */
  readonly template: string;
};

/** A proxy compiled for one method or more: nothing in it has to be looked up or parsed again. */
export type ForwardRoute = RouteBase & {
  readonly kind: "forward";
  /** Scheme, host and port of the upstream. */
  readonly origin: string;
  /** Routes with one key share connections. */
  readonly poolKey: string;
  readonly targetPath: TargetPath;
  readonly requestHeaders: HeaderPlan;
  readonly responseHeaders: HeaderPlan;
  readonly queryCredential: QueryCredential | undefined;
  /** The name of an environment variable or secret file that this route needs and the gateway doesn't have. */
  readonly missingEnv: string | undefined;
  readonly forwardIdentity: boolean;
  /** Undefined: the gateway's own default. */
  readonly maxBodyBytes: number | undefined;
  readonly streaming: boolean;
  /** Milliseconds; undefined: the gateway's own default. */
  readonly connectMs: number | undefined;
  readonly headersMs: number | undefined;
  readonly idleBodyMs: number | undefined;
};

/**
 * A proxy that could not be compiled. It keeps its place and answers 503: were it left out, a wider route could answer.
 */
export type DeniedRoute = RouteBase & { readonly kind: "denied"; readonly reason: string };

export type Route = ForwardRoute | DeniedRoute;

/** A query parameter that replaces the caller's of the same name. `pair` is `name=value`, encoded. */
export type QueryCredential = { readonly name: string; readonly pair: string };
