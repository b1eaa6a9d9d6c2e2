import type { Clock } from "./clock.ts";
import { standing } from "./decisions.ts";
import { type Found, isDecision } from "./instant.ts";
import type { KeyQueue } from "./key-queue.ts";
import type { AnyRule, LimitState } from "./limit-state.ts";
import type { LimitDecision } from "./limiter.ts";
import type { Partition } from "./partition.ts";

/** One of two limits of a request. */
export type Side = { readonly rule: AnyRule; readonly state: LimitState; readonly queue: KeyQueue };

/** So often a lease that was there is found spent by others before both are: then Redis counts as away. */
const MOST_ROUNDS = 8;

/** Spends both when leases are in hand, which is the common case; the limits of one client are in one shard. */
export function spendBoth(
  rate: LimitState,
  quota: LimitState,
  { partition, queue }: { partition: Partition; queue: KeyQueue },
  now: number,
): LimitDecision | undefined {
  const first = rate.leases[0];
  const second = quota.leases[0];
  if (first === undefined || second === undefined || first.left === 0 || second.left === 0) return undefined;
  const latest = partition.time.latest(now);
  if (now >= partition.confirmedUntil || latest >= first.endsAt || latest >= second.endsAt) return undefined;
  const also = queue.instant.spend(quota, second, now, latest, undefined);
  return queue.instant.spend(rate, first, now, latest, also);
}

/** Decides a request that is under both limits, if that needs no call. Both are spent at this instant, or none is. */
export function decideBoth(rate: Side, quota: Side, now: number, redisMs: number): LimitDecision | undefined {
  const ofRate = rate.queue.instant.look(rate.rule, rate.state, now);
  if (isDecision(ofRate)) return refuse(rate, ofRate, quota, redisMs);
  return conclude(rate, ofRate, quota, quota.queue.instant.look(quota.rule, quota.state, now), {
    now,
    redisMs,
  });
}

/**
 * Fetches what is missing, and decides anew when it is there: until then nothing is spent, so that a request that the quota
 * refuses takes nothing out of the rate limit, and one that waits for the quota counts when it is admitted. The quota is asked
 * only for who has a lease of the rate limit: two workers that each held what the other lacks would refuse both's requests.
 */
export async function waitForBoth(
  rate: Side,
  quota: Side,
  clock: Clock,
  redisMsAt: (now: number) => number,
): Promise<LimitDecision> {
  const times = () => {
    const now = clock.now();
    return { now, redisMs: redisMsAt(now) };
  };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // A limit that nobody seems to use would be forgotten meanwhile, and be counted anew beside this one.
    rate.state.usedAt = quota.state.usedAt = clock.now();
    const ofRate = await lease(rate, clock.now());
    const ofQuota = isDecision(ofRate) ? undefined : await lease(quota, clock.now());
    const then = times();
    const decision = conclude(
      rate,
      ofRate ?? rate.queue.instant.look(rate.rule, rate.state, then.now),
      quota,
      ofQuota ?? quota.queue.instant.look(quota.rule, quota.state, then.now),
      then,
    );
    if (decision === undefined) continue;
    // Whoever else has been let through by the rate limit is about to hear the same of the quota.
    if (decision.kind === "quota" && decision.outcome !== "admitted") rate.queue.returnNeeded(rate.state);
    return decision;
  }
  const { now, redisMs } = times();
  const ofRate = rate.queue.instant.lookWithout(rate.rule, rate.state, now);
  const ofQuota = quota.queue.instant.lookWithout(quota.rule, quota.state, now);
  return conclude(rate, ofRate, quota, ofQuota, { now, redisMs }) as LimitDecision;
}

/** What was heard besides of a lease; undefined when there is one, or was a moment ago. */
async function lease(side: Side, now: number): Promise<LimitDecision | "without" | undefined> {
  const found = side.queue.instant.look(side.rule, side.state, now);
  if (found === undefined) return side.queue.waitForLease(side.rule, side.state);
  return found === "without" || isDecision(found) ? found : undefined;
}

/**
 * The rate limit comes first where both are known to refuse. A quota that is known to be used up refuses alone: asking for the rate
 * limit as well would hold a place in it for nothing.
 */
function conclude(
  rate: Side,
  ofRate: Found,
  quota: Side,
  ofQuota: Found,
  { now, redisMs }: { now: number; redisMs: number },
): LimitDecision | undefined {
  if (isDecision(ofRate)) return refuse(rate, ofRate, quota, redisMs);
  if (isDecision(ofQuota)) return refuse(quota, ofQuota, rate, redisMs);
  if (ofRate === undefined || ofQuota === undefined) return undefined;
  const also = quota.queue.instant.admit(quota.rule, quota.state, ofQuota, now);
  return rate.queue.instant.admit(rate.rule, rate.state, ofRate, now, also);
}

function refuse(side: Side, decision: LimitDecision, other: Side, redisMs: number): LimitDecision {
  return { ...side.queue.instant.count(decision), also: standing(other.state, redisMs) };
}
