import type { LimitDecision, LimitKind, OnLimiterFailure } from "./limiter.ts";
import type { Script } from "./redis-port.ts";

/** Requests that Redis has charged in advance under bucket `bucket`, and that this worker may admit before `endsAt`. */
export type Lease = {
  readonly bucket: number;
  /** Redis' time in ms. */
  readonly endsAt: number;
  left: number;
  /** How many of `left` Redis knows as granted ahead of need, and may recall. */
  lent: number;
  /** When so many are left the next lease is fetched; -1 for never. */
  readonly prefetchAt: number;
};

/** What limits of both kinds have in common, for whoever decides without a call. */
export type AnyRule = { readonly max: number; readonly onFailure: OnLimiterFailure };

/**
 * A request without a lease in hand. One that is under two limits only wants to hear: of a lease that is there now
 * (undefined), that Redis is away, or a refusal.
 */
export type Waiter =
  | { readonly rule: AnyRule; readonly spends: true; readonly resolve: (decision: LimitDecision) => void }
  | {
      readonly rule: AnyRule;
      readonly spends: false;
      readonly resolve: (heard: LimitDecision | "without" | undefined) => void;
    };

/** What Redis granted. Times are Redis' own, in ms. */
export type Grant = {
  readonly epoch: string;
  readonly granted: number;
  readonly extra: number;
  readonly bucket: number;
  readonly remaining: number;
  readonly workers: number;
  /** When the first charge leaves the window; 0 when there is none. */
  readonly leavesAt: number;
  /** How many are out as leases ahead of need. */
  readonly lent: number;
  /** Of a quota: when the lease ends, which call was answered, and whether the count was complete. */
  readonly quota?: { readonly endsAt: number; readonly sequence: number; readonly isComplete: boolean };
};

/** `held`: the incarnation is young, and grants nothing yet. `unseeded`: it doesn't know what was counted before it. */
export type GrantReply = {
  readonly kind: "held" | "open" | "unseeded";
  readonly redisMs: number;
  readonly grant: Grant;
};

/** `lost`: the partition has another incarnation by now. */
export type LeaseReply = GrantReply | { readonly kind: "lost" };

export type CallContext = {
  /** This worker among the members, the incarnation it knows, and how many members there are. */
  readonly worker: string;
  readonly incarnation: string;
  readonly members: number;
  readonly partition: number;
  readonly sentAt: number;
  /** How many requests wait, how many of them for another limit as well, and how many more are wished for ahead of need. */
  readonly waiting: number;
  readonly promised: number;
  readonly wish: number;
  readonly leadMs: number;
  readonly time: { latest(now: number): number; latestAgo(now: number, age: number): number };
};

/** One call to Redis: a script with what it needs, and what to do when it is not known whether it ran. */
export type CallMessage = {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
  read(reply: unknown): LeaseReply;
  failed(now: number): void;
};

/** One limit of one client as this worker sees it. */
export abstract class LimitState {
  abstract readonly kind: LimitKind;
  readonly key: string;
  readonly waiters: Waiter[] = [];
  /** Oldest first; only the first is spent. */
  readonly leases: Lease[] = [];
  max: number;
  /** As of the last reply: what remained, how many workers share it, when the first charge leaves (Redis' time, ms). */
  remaining = 0;
  workers = 0;
  leavesAt = 0;
  /** Requests are refused without asking until Redis' time is past this. */
  refusedUntil = 0;
  /** When the last lease ended or was used up, by Redis' time, and whether unspent ones wait to be returned. */
  leaseEndedAt = 0;
  returning = false;
  /** When this worker last admitted or asked, by its own clock. */
  usedAt = 0;
  calling = false;
  /** Whether the waiters were held once for returns already, and whether they are being held. */
  held = false;
  holding = false;
  /** Leases were asked back while a call was in flight. */
  recalled = false;
  /** Grants that came too late to be spent, in a row. */
  late = 0;

  constructor(key: string, max: number) {
    this.key = key;
    this.max = max;
  }

  /** What the whole window lasts, when nothing is known about when a place becomes free; ms. */
  abstract readonly lengthMs: number;
  /** So long after a lease has ended, what is unspent is returned if nothing else was to be said; ms. */
  abstract readonly returnAfterMs: number;

  /** A policy was changed: the count stays, what a refusal said doesn't. */
  changeMax(max: number): void {
    this.max = max;
    this.refusedUntil = 0;
  }

  /**
   * Admits one request now. @returns the bucket that it counts in
   * @param latest upper bound of Redis' time, which must be below the lease's end
   */
  abstract spend(lease: Lease, now: number, latest: number): number;

  /** Frees the place of one request that was admitted at `at` and counted in `bucket`. */
  abstract giveBack(at: number, bucket: number): void;

  /** The lease that can be spent now. Those that ended or are used up are put aside to be reported. */
  spendable(latest: number): Lease | undefined {
    for (;;) {
      const lease = this.leases[0];
      if (lease === undefined || (lease.left > 0 && latest < lease.endsAt)) return lease;
      this.leaseEndedAt = Math.max(this.leaseEndedAt, Math.min(latest, lease.endsAt));
      this.leases.shift();
      this.dropped(lease);
    }
  }

  /** Puts all leases aside, to be returned with the next report. */
  returnAll(): void {
    for (const lease of this.leases.splice(0)) this.dropped(lease);
  }

  protected abstract dropped(lease: Lease): void;

  /** How many the leases in hand still hold. */
  inHand(): number {
    let sum = 0;
    for (let i = 0; i < this.leases.length; i++) sum += this.leases[i]?.left ?? 0;
    return sum;
  }

  /** Whether there is something that Redis should hear; it is said with the next call. */
  abstract unreported(): boolean;
  /** Whether something was admitted that Redis hasn't charged (any more). */
  abstract owes(): boolean;
  /** Nothing of it is needed any more. @param latest upper bound of Redis' time */
  abstract isOver(now: number, latest: number): boolean;
  /** How many are likely to be needed soon. */
  abstract wish(now: number): number;
  abstract message(call: CallContext): CallMessage;
  abstract take(grant: Grant): void;
  /** Redis has lost what it knew, at least what happened since `since` (own clock). */
  abstract forget(now: number, since: number): void;

  /** How many more this worker may admit as its share, without Redis. @param members how many workers there were */
  abstract shareLeft(now: number, redisMs: number, members: number): number;
  /** Seconds until the share grows. */
  abstract shareGrowsIn(now: number, redisMs: number): number;
  /** Admits one as a part of its share. @returns the bucket that it counts in; 0 for none */
  abstract spendShare(now: number): number;
}
