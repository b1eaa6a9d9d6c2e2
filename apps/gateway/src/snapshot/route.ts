import type { CapturePlan } from "../request-log/capture/capture-plan.ts";
import type { BreakerSettings } from "../upstream/circuit-breakers.ts";
import type { TokenRequest } from "../upstream/token-request.ts";
import type { RouteValidation } from "../validation/compile-validation.ts";
import type { HeaderPlan } from "./header-plan.ts";
import type { TargetPath } from "./target-path.ts";
import type { UpstreamTls } from "./upstream-tls.ts";

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
  /** The name of an environment variable or secret file that this route needs and the gateway doesn't have. */
  readonly missingEnv: string | undefined;
  /** All such names, for operators. */
  readonly missingNames: readonly string[];
  /** Undefined: the gateway's own default. */
  readonly maxBodyBytes: number | undefined;
  readonly validation: RouteValidation | undefined;
  /** Undefined: the log keeps no headers and no bodies. */
  readonly capture: CapturePlan | undefined;
  readonly streaming: boolean;
  /** Milliseconds between two pieces of a body; undefined: the gateway's own default. */
  readonly idleBodyMs: number | undefined;
};

/** A proxy compiled for one method or more: nothing in it has to be looked up or parsed again. */
export type ForwardRoute = ServedRoute & {
  readonly kind: "forward";
  /** At least one. */
  readonly targets: readonly [UpstreamTarget, ...UpstreamTarget[]];
  /** Of every target; undefined: verified against the usual authorities, and nothing shown of us. */
  readonly tls: UpstreamTls | undefined;
  /** Undefined: one target, and one attempt that nobody counts. */
  readonly attempts: AttemptPlan | undefined;
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

/** One of the places that a route's requests go to. */
export type UpstreamTarget = {
  /** Names it in its circuit: the same in every table that has it. */
  readonly key: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Targets with one key share connections. */
  readonly poolKey: string;
  readonly path: TargetPath;
  /** Its share among the targets; 0: none. */
  readonly weight: number;
};

/** What may happen to a request before its answer is taken. */
export type AttemptPlan = {
  /** How often it may be sent again. */
  readonly retries: number;
  /** Whether also what was sent may be sent again. */
  readonly retryable: boolean;
  readonly breaker: BreakerSettings | undefined;
  /** Whether targets that fail their health checks are left out. */
  readonly isHealthChecked: boolean;
  /** A bearer token that has to be there first. */
  readonly token: TokenRequest | undefined;
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
