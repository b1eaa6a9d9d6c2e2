import { quotaIndexKey, quotaKey } from "@zerq/plane-protocol/limit-keys";
import { calendarWindow, nominalMs, windowEdges } from "./calendar.ts";
import { type CallContext, type CallMessage, type Grant, type Lease, LimitState } from "./limit-state.ts";
import type { QuotaInterval, QuotaRule } from "./limiter.ts";
import { partitionKeys } from "./partition-keys.ts";
import { readQuotaReply } from "./quota-reply.ts";
import { quotaScript } from "./quota-script.ts";
import { SpendRing } from "./spend-ring.ts";
import { QUOTA_LEASE_MS } from "./times.ts";

/** What leases ahead of need are sized by: own spends in the last 10 s. */
const RING_MS = 60_000;
const WISH_MS = 10_000;

/**
 * One quota as this worker sees it. What it has admitted in the calendar window is one number that it says whole with every call,
 * so it is kept until the window has ended: whatever Redis loses, this worker can say it again.
 */
export class QuotaState extends LimitState {
  readonly kind = "quota";
  readonly interval: QuotaInterval;
  readonly returnAfterMs = 1_000;
  readonly #recent = new SpendRing(RING_MS);
  /** End of the window that `#spent` is about, by Redis' time; 0 before the first. */
  #ends = 0;
  #spent = 0;
  #sequence = 0;
  /** For how many requests the newest call asked that wait for their rate limit as well. */
  #promised = 0;
  /** Redis is to hear what this worker has spent and holds. */
  #unsaid = false;
  /** For the share: the window of the last complete reply, and what was spent by then. */
  #knownEnds = 0;
  #knownSpent = 0;

  constructor(rule: QuotaRule) {
    super(rule.key, rule.max);
    this.interval = rule.interval;
  }

  get lengthMs(): number {
    return nominalMs[this.interval];
  }

  spend(lease: Lease, now: number): number {
    lease.left--;
    return this.#count(now);
  }

  giveBack(_at: number, bucket: number): void {
    if (bucket !== this.#ends || this.#spent === 0) return;
    this.#spent--;
    const lease = this.leases.at(-1);
    if (lease !== undefined) lease.left++;
    else {
      this.#unsaid = true;
      this.returning = true;
    }
  }

  unreported(): boolean {
    return this.#unsaid;
  }

  owes(): boolean {
    return this.#unsaid && this.#spent > 0;
  }

  isOver(now: number, latest: number): boolean {
    return Number.isFinite(latest) && latest >= this.#ends && now - this.usedAt > RING_MS;
  }

  /** At most a 1,000th of the quota, so that what a dead worker held is not missed. */
  wish(now: number): number {
    return Math.min(Math.floor(this.max / 1_000), this.#recent.sum(now, WISH_MS));
  }

  message(call: CallContext): CallMessage {
    const keys = partitionKeys(call.partition);
    const name = `${this.interval}:${this.key}`;
    this.#unsaid = false;
    this.returning = false;
    this.#promised = call.promised;
    const held = this.inHand();
    for (const lease of this.leases) lease.lent = Math.min(lease.lent, lease.left);
    return {
      script: quotaScript,
      keys: [quotaKey(call.partition, name), keys.incarnation, quotaIndexKey(call.partition)],
      args: [
        call.worker,
        call.incarnation,
        name,
        this.max,
        call.waiting,
        call.wish,
        Math.round(Math.max(call.leadMs, QUOTA_LEASE_MS) * 1_000),
        ++this.#sequence,
        Math.max(1, call.members),
        this.#ends,
        this.#spent,
        held,
        keys.recall,
        ...windowEdges(this.interval, call.time.latest(call.sentAt)),
        call.promised,
      ],
      read: readQuotaReply,
      failed: () => {
        this.#unsaid = true;
      },
    };
  }

  take(grant: Grant): void {
    const { quota } = grant;
    // A reply to an older call: the newer one has said that this worker doesn't hold what it grants.
    if (quota === undefined || quota.sequence !== this.#sequence || grant.leavesAt < this.#ends) return;
    if (grant.leavesAt > this.#ends) this.#begin(grant.leavesAt);
    if (quota.isComplete) {
      this.#knownEnds = this.#ends;
      this.#knownSpent = this.#spent;
      this.remaining = grant.remaining;
      this.workers = grant.workers;
      this.leavesAt = grant.leavesAt;
    }
    if (grant.granted === 0) return;
    this.leases.push({
      bucket: grant.bucket,
      endsAt: quota.endsAt,
      left: grant.granted,
      // Those for requests that wait for the rate limit as well are among them.
      lent: grant.extra + Math.min(grant.granted - grant.extra, this.#promised),
      prefetchAt: grant.extra === 0 ? -1 : Math.floor(grant.extra / 4),
    });
  }

  forget(): void {
    this.leases.length = 0;
    this.refusedUntil = 0;
    this.returning = false;
    this.#unsaid = this.#spent > 0;
  }

  /** Its part of what was left when Redis last answered; of the whole quota when it never has in this window. */
  shareLeft(_now: number, redisMs: number, members: number): number {
    if (redisMs >= this.#ends) this.#begin(calendarWindow(this.interval, redisMs).end);
    if (this.#knownEnds !== this.#ends)
      return Math.max(0, Math.max(1, Math.floor(this.max / Math.max(1, members))) - this.#spent);
    const share = Math.floor(this.remaining / Math.max(1, this.workers));
    return Math.max(0, share - (this.#spent - this.#knownSpent));
  }

  shareGrowsIn(_now: number, redisMs: number): number {
    return Math.max(1, Math.ceil((calendarWindow(this.interval, redisMs).end - redisMs) / 1_000));
  }

  spendShare(now: number): number {
    this.#unsaid = true;
    return this.#count(now);
  }

  protected dropped(lease: Lease): void {
    if (lease.left > 0) this.returning = true;
    if (lease.left > 0 || lease.lent > 0) this.#unsaid = true;
  }

  #count(now: number): number {
    this.usedAt = now;
    this.#recent.add(now);
    this.#spent++;
    return this.#ends;
  }

  /** What was admitted and held before belongs to a window that has ended. */
  #begin(ends: number): void {
    this.#ends = ends;
    this.#spent = 0;
    this.#unsaid = false;
    this.leases.length = 0;
    this.leavesAt = ends;
  }
}
