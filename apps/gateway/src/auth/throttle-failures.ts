import { AppError } from "@zerq/errors/app-error";
import type { RequestContext } from "../request/context.ts";
import type { Step } from "../request/step.ts";
import type { FailureThrottle } from "./failure-throttle.ts";

/**
 * The step that proves who is calling, with its failures throttled by address and claimed profile together. The proof comes
 * first, always: a valid credential is never refused for what others have tried, no profile is ever locked, and a throttled
 * failure has done the same work as any other.
 */
export function throttleFailures(authenticate: Step, throttle: FailureThrottle): Step {
  const step: Step = (context) => {
    try {
      const result = authenticate(context);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => {
        throw throttled(throttle, context, error);
      });
    } catch (error) {
      throw throttled(throttle, context, error);
    }
  };
  // The order of the pipeline is told, and pinned, by the names of its steps.
  return Object.defineProperty(step, "name", { value: authenticate.name });
}

/** @returns the error itself, unless it is one failure too many */
function throttled(throttle: FailureThrottle, context: RequestContext, error: unknown): unknown {
  // `token_expired` is told to whoever holds the secret, so there is nothing to guess any more.
  if (!(error instanceof AppError) || error.code !== "unauthorized") return error;
  const retryAfter = throttle.countFailure(context.address, context.profileId ?? "");
  if (retryAfter === undefined) return error;
  return new AppError("auth_throttled", {
    log: `${error.log ?? "not valid"}; too many failures from ${context.address.text} for this profile`,
    headers: { "Retry-After": String(retryAfter) },
  });
}
