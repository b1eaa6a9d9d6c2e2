import { unchecked, withoutRedis } from "./decisions.ts";
import type { AnyRule, LimitState } from "./limit-state.ts";
import type { LimitDecision, OnLimiterFailure } from "./limiter.ts";

/** What is known when Redis isn't: own time, Redis' time as far as it can be told (ms), how many workers there were. */
export type Alone = { readonly now: number; readonly redisMs: number; readonly members: number };

type Check = (state: LimitState, alone: Alone) => LimitDecision | undefined;

/** Why a request can't be admitted whose limit can't be asked for, by the policy's `onLimiterFailure`. */
const checks: Record<OnLimiterFailure, Check> = {
  closed: (state) => withoutRedis(state, "unavailable", 1),
  open: () => undefined,
  share(state, { now, redisMs, members }) {
    if (state.shareLeft(now, redisMs, members) > 0) return undefined;
    return withoutRedis(state, "refused", state.shareGrowsIn(now, redisMs));
  },
};

/** Each worker admits its part of the limit; what it admits is owed, and charged when Redis is back. */
const admissions: Record<OnLimiterFailure, (state: LimitState, alone: Alone) => LimitDecision> = {
  closed: (state) => withoutRedis(state, "unavailable", 1),
  open: (state) => unchecked(state, state.max, 1, 0, 0),
  share(state, { now, redisMs, members }) {
    const left = state.shareLeft(now, redisMs, members);
    const countedIn = state.spendShare(now);
    return unchecked(state, left - 1, state.shareGrowsIn(now, redisMs), now, countedIn);
  },
};

/** @returns undefined when the request may be admitted, by `admitWithoutRedis` */
export function checkWithoutRedis(rule: AnyRule, state: LimitState, alone: Alone): LimitDecision | undefined {
  return checks[rule.onFailure](state, alone);
}

/** Admits a request that `checkWithoutRedis` has nothing against. */
export function admitWithoutRedis(rule: AnyRule, state: LimitState, alone: Alone): LimitDecision {
  return admissions[rule.onFailure](state, alone);
}
