import type { AddressSet } from "../address/address-set.ts";
import type { FailureThrottle } from "../auth/failure-throttle.ts";
import { throttleFailures } from "../auth/throttle-failures.ts";
import type { Limiter } from "../limits/limiter.ts";
import type { CaptureBudget } from "../request-log/capture/capture-budget.ts";
import type { TraceSource } from "../trace/trace-context.ts";
import type { Forwarder } from "../upstream/forwarder.ts";
import type { CertificateHeader } from "./certificate-header.ts";
import type { Step } from "./step.ts";
import { answerHealth } from "./steps/answer-health.ts";
import { answerPreflight } from "./steps/answer-preflight.ts";
import { answerStatic } from "./steps/answer-static.ts";
import { authenticate } from "./steps/authenticate.ts";
import { beginCapture } from "./steps/begin-capture.ts";
import { canonicalizePath } from "./steps/canonicalize-path.ts";
import { checkAccess } from "./steps/check-access.ts";
import { checkAddress } from "./steps/check-address.ts";
import { checkBodySize } from "./steps/check-body-size.ts";
import { checkMethod } from "./steps/check-method.ts";
import { checkStanding } from "./steps/check-standing.ts";
import { findRoute } from "./steps/find-route.ts";
import { forward } from "./steps/forward.ts";
import { readHeaders } from "./steps/read-headers.ts";
import { refuseMethods } from "./steps/refuse-methods.ts";
import { refuseStaleConfig } from "./steps/refuse-stale-config.ts";
import { requireIdentity } from "./steps/require-identity.ts";
import { takeLimits } from "./steps/take-limits.ts";
import { validateRequest } from "./steps/validate-request.ts";

export type PipelineOptions = {
  readonly limiter: Limiter;
  readonly forwarder: Forwarder;
  readonly failures: FailureThrottle;
  readonly captureBudget: CaptureBudget;
  readonly configAge: { readonly isStale: boolean };
  readonly trustedProxies: AddressSet;
  /** How proxies tell the certificates of their callers; undefined: none may. */
  readonly certificates: CertificateHeader | undefined;
  readonly traces: TraceSource;
  /** Lower case; `*` for every origin. */
  readonly allowedOrigins: ReadonlySet<string>;
  readonly maxUriBytes: number;
  readonly maxHeaders: number;
  /** Of routes that set none. */
  readonly maxBodyBytes: number;
  /** Largest body that is held in memory to be validated. */
  readonly maxValidatedBytes: number;
  /** Milliseconds between two pieces of a body that the gateway reads itself, of routes that set none. */
  readonly idleBodyMs: number;
};

/**
 * THE order of a request; the first failure ends it. Who is calling comes before where to, so that a caller without identity
 * can't learn which routes exist; limits come after every refusal that needs no counting, so that refused requests are free.
 */
export function createPipeline(options: PipelineOptions): readonly Step[] {
  return [
    // 1. The request as bytes.
    readHeaders(options, options.trustedProxies, options.traces),
    canonicalizePath(options.maxUriBytes),
    refuseMethods,
    answerHealth,
    refuseStaleConfig(options.configAge),
    // 2. CORS.
    answerPreflight(options.allowedOrigins),
    // 3 to 6. Who is calling, and from where.
    requireIdentity,
    throttleFailures(authenticate, options.failures),
    checkStanding,
    checkAddress,
    // 7 to 9. Where to, and whether this caller may.
    findRoute,
    beginCapture(options.captureBudget),
    checkAccess,
    checkMethod,
    checkBodySize(options.maxBodyBytes),
    // 10. How much.
    takeLimits(options.limiter),
    // 11. What it says.
    validateRequest(options),
    // 12. The handler; it answers on its own.
    answerStatic(options),
    forward(options.forwarder),
  ];
}
