import type { KeyState } from "./key-state.ts";
import type { LimitDecision, LimitRule } from "./limiter.ts";

type Decide = (rule: LimitRule, state: KeyState, now: number, members: number) => LimitDecision;

/** What becomes of a request whose limit can't be asked for, by the policy's `onLimiterFailure`. */
const decisions: Record<LimitRule["onFailure"], Decide> = {
  closed: (rule) => decision(rule, "unavailable", 0, 1),
  open: (rule) => decision(rule, "admitted", rule.max, 1),
  share: decideByShare,
};

/**
 * @param members how many workers there were when Redis was last heard
 */
export function decideWithoutRedis(
  rule: LimitRule,
  state: KeyState,
  now: number,
  members: number,
): LimitDecision {
  return decisions[rule.onFailure](rule, state, now, members);
}

/**
 * Each worker admits its part of the limit: of the workers that lately served this client, or of all when this one hasn't.
 * Its own spends before the outage count. What it admits is owed, and charged when Redis is back.
 */
function decideByShare(rule: LimitRule, state: KeyState, now: number, members: number): LimitDecision {
  const share = Math.max(1, Math.floor(rule.max / Math.max(1, state.workers || members)));
  const spent = state.ring.sum(now, rule.windowMs);
  const seconds = Math.max(1, Math.ceil((state.ring.firstLeaves(now, rule.windowMs) - now) / 1_000));
  if (spent >= share) return decision(rule, "refused", 0, seconds);
  state.usedAt = now;
  state.ring.add(now);
  state.ring.owe(now);
  return { ...decision(rule, "admitted", share - spent - 1, seconds), countedAt: now };
}

function decision(
  rule: LimitRule,
  outcome: LimitDecision["outcome"],
  remaining: number,
  seconds: number,
): LimitDecision {
  return {
    outcome,
    limit: rule.max,
    remaining,
    resetSeconds: seconds,
    retryAfterSeconds: outcome === "admitted" ? 0 : seconds,
    countedAt: 0,
    countedIn: 0,
  };
}
