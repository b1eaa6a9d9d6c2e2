import { AppError } from "@zerq/errors/app-error";
import type { ErrorCode } from "@zerq/errors/catalogue";
import type { LimitDecision, Limiter, LimitKind } from "../../limits/limiter.ts";
import { limitOf } from "../../snapshot/limit-of.ts";
import type { Client, Profile } from "../../snapshot/routing-table.ts";
import type { RequestContext } from "../context.ts";
import type { Step } from "../step.ts";

const exceeded: Record<LimitKind, ErrorCode> = { rate: "rate_limit_exceeded", quota: "quota_exceeded" };

/**
 * Takes the request out of the client's rate limit and quota, both at one instant or neither: synchronous while this worker
 * has leases in hand.
 */
export function takeLimits(limiter: Limiter): Step {
  return function takeLimits(context) {
    const limit = limitOf(context.client as Client, context.profile as Profile);
    if (limit.kind === "none") return;
    if (limit.kind === "invalid") throw new AppError("limiter_unavailable", { log: limit.reason });
    context.limiter = limiter;
    const decision = limiter.admit(limit.rate, limit.quota);
    if (!(decision instanceof Promise)) return conclude(context, decision);
    return decision.then((late) => conclude(context, late));
  };
}

function conclude(context: RequestContext, decision: LimitDecision): void {
  context.limit = decision;
  if (decision.outcome === "admitted") return;
  const isRefused = decision.outcome === "refused";
  throw new AppError(isRefused ? exceeded[decision.kind] : "limiter_unavailable", {
    headers: { "Retry-After": String(Math.max(1, Math.ceil(decision.retryAfterSeconds))) },
  });
}
