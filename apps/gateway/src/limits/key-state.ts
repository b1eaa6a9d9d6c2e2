import { bucketAfter, bucketStep, bucketUs } from "./buckets.ts";
import { type CallContext, type CallMessage, type Grant, type Lease, LimitState } from "./limit-state.ts";
import type { LimitRule } from "./limiter.ts";
import { type Report, rateMessage } from "./rate-message.ts";
import { SpendRing } from "./spend-ring.ts";

/** One rate limit as this worker sees it: leases in hand, own spends, what is yet to be told to Redis. */
export class KeyState extends LimitState {
  readonly kind = "rate";
  readonly windowMs: number;
  /** Width of a fine bucket in ms. */
  readonly widthMs: number;
  readonly ring: SpendRing;
  epoch = "";
  step: number;
  #settled: number[] = [];
  #lent: number[] = [];
  #freed: { at: number; bucket: number }[] = [];
  /** What was admitted before (own clock) may be charged under another bucket than its own: it isn't given back. */
  #certainFrom = Number.NEGATIVE_INFINITY;

  constructor(rule: LimitRule) {
    super(rule.key, rule.max);
    this.windowMs = rule.windowMs;
    this.widthMs = bucketUs(rule.windowMs) / 1_000;
    this.ring = new SpendRing(rule.windowMs);
    this.step = bucketStep(rule.max);
  }

  get lengthMs(): number {
    return this.windowMs;
  }

  get returnAfterMs(): number {
    return this.windowMs / 60;
  }

  override changeMax(max: number): void {
    super.changeMax(max);
    this.step = bucketStep(max);
  }

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

  unreported(): boolean {
    return this.#settled.length > 0 || this.#lent.length > 0 || this.#freed.length > 0;
  }

  owes(): boolean {
    return this.ring.owes();
  }

  isOver(now: number): boolean {
    return !this.owes() && now - this.usedAt > this.windowMs * (1 + 2 / 60);
  }

  wish(now: number): number {
    return this.ring.sum(now, this.windowMs / 6);
  }

  message(call: CallContext): CallMessage {
    return rateMessage(this, call);
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

  /** Of the workers that lately served this client, or of all when this one hasn't. Own spends before the outage count. */
  shareLeft(now: number, _redisMs: number, members: number): number {
    const share = Math.max(1, Math.floor(this.max / Math.max(1, this.workers || members)));
    return Math.max(0, share - this.ring.sum(now, this.windowMs));
  }

  shareGrowsIn(now: number): number {
    return Math.max(1, Math.ceil((this.ring.firstLeaves(now, this.windowMs) - now) / 1_000));
  }

  spendShare(now: number): number {
    this.usedAt = now;
    this.ring.add(now);
    this.ring.owe(now);
    return 0;
  }

  protected dropped(lease: Lease): void {
    if (lease.left > 0) this.#unspent(lease.bucket, lease.left);
    if (lease.lent > 0) this.#lent.push(lease.bucket, lease.lent);
  }
}
