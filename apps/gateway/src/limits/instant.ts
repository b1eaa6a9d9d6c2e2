import type { Clock } from "./clock.ts";
import { admitted, refused } from "./decisions.ts";
import type { MutableCounts } from "./limit-counts.ts";
import type { AnyRule, Lease, LimitState } from "./limit-state.ts";
import type { LimitDecision } from "./limiter.ts";
import type { Partition } from "./partition.ts";
import { type Alone, admitWithoutRedis, checkWithoutRedis } from "./without-redis.ts";

export type InstantOptions = {
  readonly clock: Clock;
  readonly partition: Partition;
  readonly counts: MutableCounts;
  /** A lease has become short: the next one should be fetched. */
  onShort(state: LimitState): void;
  /** Redis has something to hear about this limit when it is back. */
  onOwed(state: LimitState): void;
};

/** What can be known of one limit at an instant: what can be spent, or why not; undefined when Redis has to be asked. */
export type Found = Lease | LimitDecision | "without" | undefined;

/** What is decided at one instant, without a call. */
export class Instant {
  readonly #options: InstantOptions;

  constructor(options: InstantOptions) {
    this.#options = options;
  }

  /**
   * The lease to spend, a refusal, or that Redis is away (`without`) and nothing speaks against the request. Charges nothing.
   */
  look(rule: AnyRule, state: LimitState, now: number): Found {
    const { partition } = this.#options;
    const latest = partition.time.latest(now);
    const lease = now < partition.confirmedUntil ? state.spendable(latest) : undefined;
    if (lease !== undefined) return lease;
    if (!partition.open) return this.lookWithout(rule, state, now);
    return latest < state.refusedUntil ? refused(state, latest) : undefined;
  }

  /** The same as if Redis were away. */
  lookWithout(rule: AnyRule, state: LimitState, now: number): LimitDecision | "without" {
    return checkWithoutRedis(rule, state, this.#alone(now)) ?? "without";
  }

  /** Admits what `look` has found nothing against, at the same instant. */
  admit(
    rule: AnyRule,
    state: LimitState,
    by: Lease | "without",
    now: number,
    also?: LimitDecision,
  ): LimitDecision {
    if (by !== "without") return this.spend(state, by, now, this.#options.partition.time.latest(now), also);
    const decision = admitWithoutRedis(rule, state, this.#alone(now));
    if (decision.countedAt !== 0) this.#options.onOwed(state);
    this.#options.counts[state.kind].unchecked++;
    return this.count(also === undefined ? decision : { ...decision, also });
  }

  /** Decides by what is found, if anything is: by a second lease, without Redis, or by an earlier refusal. */
  decide(rule: AnyRule, state: LimitState, now: number): LimitDecision | undefined {
    const found = this.look(rule, state, now);
    if (found === undefined) return undefined;
    return isDecision(found) ? this.count(found) : this.admit(rule, state, found, now);
  }

  /** @param latest upper bound of Redis' time, below the end of the lease */
  spend(
    state: LimitState,
    lease: Lease,
    now: number,
    latest: number,
    also: LimitDecision | undefined,
  ): LimitDecision {
    const bucket = state.spend(lease, now, latest);
    this.#options.counts[state.kind].admitted++;
    if (lease.left === lease.prefetchAt) this.#options.onShort(state);
    return admitted(state, latest, now, bucket, also);
  }

  count(decision: LimitDecision): LimitDecision {
    this.#options.counts[decision.kind][decision.outcome]++;
    return decision;
  }

  #alone(now: number): Alone {
    const { partition, clock } = this.#options;
    const latest = partition.time.latest(now);
    return { now, redisMs: Number.isFinite(latest) ? latest : clock.wall(), members: partition.members };
  }
}

export function isDecision(found: Found): found is LimitDecision {
  return typeof found === "object" && "outcome" in found;
}
