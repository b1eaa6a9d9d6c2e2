import { bucketAfter, bucketStep, bucketUs } from "./buckets.ts";
import type { LimitDecision, LimitRule } from "./limiter.ts";
import { SpendRing } from "./spend-ring.ts";

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

export type Waiter = { readonly rule: LimitRule; readonly resolve: (decision: LimitDecision) => void };

/** What a call tells Redis about leases: flat lists of numbers. */
export type Report = {
  /** (lease bucket, bucket it was spent in or 0 when it was not, count) */
  readonly settled: readonly number[];
  /** (lease bucket, how many fewer are lent) */
  readonly lent: readonly number[];
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
};

/** One limit of one client as this worker sees it: leases in hand, own spends, what is yet to be told to Redis. */
export class KeyState {
  readonly key: string;
  readonly windowMs: number;
  /** Width of a fine bucket in ms. */
  readonly widthMs: number;
  readonly ring: SpendRing;
  readonly waiters: Waiter[] = [];
  /** Oldest first; only the first is spent. */
  readonly leases: Lease[] = [];
  max: number;
  epoch = "";
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
  step: number;
  #settled: number[] = [];
  #lent: number[] = [];
  #freed: { at: number; bucket: number }[] = [];
  /** What was admitted before (own clock) may be charged under another bucket than its own: it isn't given back. */
  #certainFrom = Number.NEGATIVE_INFINITY;

  constructor(rule: LimitRule) {
    this.key = rule.key;
    this.windowMs = rule.windowMs;
    this.widthMs = bucketUs(rule.windowMs) / 1_000;
    this.ring = new SpendRing(rule.windowMs);
    this.max = rule.max;
    this.step = bucketStep(rule.max);
  }

  /** A policy was changed: the count stays, what a refusal said doesn't. */
  changeMax(max: number): void {
    this.max = max;
    this.step = bucketStep(max);
    this.refusedUntil = 0;
  }

  /**
   * Admits one request now. @returns the bucket that it counts in
   * @param latest upper bound of Redis' time, which must be below the lease's end
   */
  spend(lease: Lease, now: number, latest: number): number {
    lease.left--;
    this.usedAt = now;
    this.ring.add(now);
    // Not after its lease, whose bucket may be one of another width when the limit was changed.
    const bucket = Math.min(bucketAfter(latest, this.widthMs, this.step), lease.bucket);
    const settled = this.#settled;
    const end = settled.length;
    if (end > 0 && settled[end - 2] === bucket && settled[end - 3] === lease.bucket)
      settled[end - 1] = (settled[end - 1] ?? 0) + 1;
    else settled.push(lease.bucket, bucket, 1);
    return bucket;
  }

  /** The lease that can be spent now. Those that ended or are used up are put aside to be reported. */
  spendable(latest: number): Lease | undefined {
    for (;;) {
      const lease = this.leases[0];
      if (lease === undefined || (lease.left > 0 && latest < lease.endsAt)) return lease;
      this.leaseEndedAt = Math.max(this.leaseEndedAt, Math.min(latest, lease.endsAt));
      this.#drop(lease);
    }
  }

  /** Puts all leases aside, to be returned with the next report. */
  returnAll(): void {
    for (let lease = this.leases[0]; lease !== undefined; lease = this.leases[0]) this.#drop(lease);
  }

  unreported(): boolean {
    return this.#settled.length > 0 || this.#lent.length > 0 || this.#freed.length > 0;
  }

  /** Everything that Redis doesn't know yet; it is told at most once, since a settle that came twice would free too much. */
  takeReport(): Report {
    for (const lease of this.leases) {
      const fewer = lease.lent - Math.min(lease.lent, lease.left);
      if (fewer === 0) continue;
      lease.lent -= fewer;
      this.#lent.push(lease.bucket, fewer);
    }
    for (const { at, bucket } of this.#freed) if (at >= this.#certainFrom) this.#settled.push(bucket, 0, 1);
    const report = { settled: this.#settled, lent: this.#lent };
    this.#clear();
    return report;
  }

  /** The report of `takenAt` may have been lost, or may not: its charges stay where they are. */
  reportFailed(takenAt: number): void {
    this.#certainFrom = Math.max(this.#certainFrom, takenAt);
  }

  take(grant: Grant): void {
    this.epoch = grant.epoch;
    this.remaining = grant.remaining;
    this.workers = grant.workers;
    this.leavesAt = grant.leavesAt;
    if (grant.granted === 0) return;
    this.leases.push({
      bucket: grant.bucket,
      endsAt: grant.bucket * this.widthMs,
      left: grant.granted,
      lent: grant.extra,
      prefetchAt: grant.extra === 0 ? -1 : Math.floor(grant.extra / 4),
    });
  }

  /** Frees the place of one request that was admitted at `at` and counted in `bucket`. */
  giveBack(at: number, bucket: number): void {
    if (this.ring.remove(at) || bucket === 0) return;
    if (this.#unspend(bucket)) return;
    // It is settled, or about to be: then its own bucket holds the charge, unless the settle gets lost.
    this.#freed.push({ at, bucket });
    this.returning = true;
  }

  /**
   * Redis has lost what it knew, at least what happened since `since` (own clock): leases are worth nothing any more, and
   * what was admitted since is owed.
   */
  forget(now: number, since: number): void {
    this.leases.length = 0;
    this.#clear();
    this.epoch = "";
    this.refusedUntil = 0;
    this.#certainFrom = now;
    this.ring.oweSince(now, since);
  }

  #clear(): void {
    this.returning = false;
    this.#settled = [];
    this.#lent = [];
    this.#freed = [];
  }

  #unspend(bucket: number): boolean {
    const settled = this.#settled;
    for (let i = settled.length - 3; i >= 0; i -= 3) {
      if (settled[i + 1] !== bucket || settled[i + 2] === 0) continue;
      settled[i + 2] = (settled[i + 2] ?? 0) - 1;
      const lease = this.leases.find((held) => held.bucket === settled[i]);
      if (lease !== undefined) lease.left++;
      else this.#unspent(settled[i] ?? 0, 1);
      return true;
    }
    return false;
  }

  #unspent(bucket: number, count: number): void {
    this.#settled.push(bucket, 0, count);
    this.returning = true;
  }

  #drop(lease: Lease): void {
    this.leases.shift();
    if (lease.left > 0) this.#unspent(lease.bucket, lease.left);
    if (lease.lent > 0) this.#lent.push(lease.bucket, lease.lent);
  }
}
