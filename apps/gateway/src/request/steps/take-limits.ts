import { AppError } from "@zerq/errors/app-error";
import type { LimitDecision, Limiter } from "../../limits/limiter.ts";
import { limitOf } from "../../snapshot/limit-of.ts";
import type { Client, Profile } from "../../snapshot/routing-table.ts";
import type { RequestContext } from "../context.ts";
import type { Step } from "../step.ts";

/** Takes the request out of the client's rate limit: synchronous while this worker has a lease in hand. */
export function takeLimits(limiter: Limiter): Step {
  return function takeLimits(context) {
    const limit = limitOf(context.client as Client, context.profile as Profile);
    if (limit.kind === "none") return;
    if (limit.kind === "invalid") throw new AppError("limiter_unavailable", { log: limit.reason });
    const decision = limiter.admit(limit.rule);
    if (!(decision instanceof Promise)) return conclude(context, decision);
    return decision.then((late) => conclude(context, late));
  };
}

function conclude(context: RequestContext, decision: LimitDecision): void {
  context.limit = decision;
  if (decision.outcome === "admitted") return;
  const code = decision.outcome === "refused" ? "rate_limit_exceeded" : "limiter_unavailable";
  throw new AppError(code, {
    headers: { "Retry-After": String(Math.max(1, Math.ceil(decision.retryAfterSeconds))) },
  });
}
