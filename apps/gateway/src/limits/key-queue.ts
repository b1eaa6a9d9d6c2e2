import type { Clock } from "./clock.ts";
import { admitted, refused } from "./decisions.ts";
import type { Grant, KeyState, Lease, Waiter } from "./key-state.ts";
import { callForLease, type LeaseCall } from "./lease-call.ts";
import type { LimitDecision, LimitRule } from "./limiter.ts";
import type { Partition } from "./partition.ts";
import type { LimiterRedis } from "./redis-port.ts";
import { CALL_MS, REFUSED_MS, REFUSED_SHORTLY_MS, RETURN_MS } from "./times.ts";
import { decideWithoutRedis } from "./without-redis.ts";

/** Since the start of the process; `calls` to Redis for leases. */
export type Counts = Record<LimitDecision["outcome"] | "calls", number>;

export type KeyQueueOptions = {
  readonly index: number;
  readonly redis: LimiterRedis;
  readonly clock: Clock;
  readonly worker: string;
  readonly partition: Partition;
  readonly counts: Counts;
};

/** Grants that came too late to be of use, after which the waiters are answered as if Redis were away. */
const LATE_GRANTS = 3;

/** Requests of one partition that have no lease in hand: first in, first out, with one call in flight for each key. */
export class KeyQueue {
  readonly #options: KeyQueueOptions;
  /** Keys whose leases end some time, which somebody has to notice. */
  readonly #holders = new Set<KeyState>();

  constructor(options: KeyQueueOptions) {
    this.#options = options;
  }

  /** Decides what can be decided without a call: by a second lease, without Redis, or by an earlier refusal. */
  decide(rule: LimitRule, state: KeyState, now: number): LimitDecision | undefined {
    const { partition } = this.#options;
    const latest = partition.time.latest(now);
    const lease = now < partition.confirmedUntil ? state.spendable(latest) : undefined;
    if (lease !== undefined) return this.spend(state, lease, now, latest);
    if (!partition.open) return this.#count(decideWithoutRedis(rule, state, now, partition.members));
    return latest < state.refusedUntil ? this.#count(refused(state, latest)) : undefined;
  }

  /** @param latest upper bound of Redis' time, below the end of the lease */
  spend(state: KeyState, lease: Lease, now: number, latest: number): LimitDecision {
    const bucket = state.spend(lease, now, latest);
    this.#options.counts.admitted++;
    if (lease.left === lease.prefetchAt) this.#prefetch(state);
    return admitted(state, latest, now, bucket);
  }

  wait(rule: LimitRule, state: KeyState): Promise<LimitDecision> {
    return new Promise((resolve) => {
      state.waiters.push({ rule, resolve });
      if (!state.calling && !state.holding) this.#call(state);
    });
  }

  /** Returns what is unspent; what a call in flight may bring follows it. */
  returnUnspent(state: KeyState): void {
    if (state.calling) state.recalled = true;
    else if (state.leases.length > 0) {
      state.returnAll();
      // Whoever is held asks again in a moment, which takes this along.
      if (!state.holding && this.#options.partition.open) this.#call(state, false);
    }
  }

  giveBack(state: KeyState, decision: LimitDecision): void {
    state.giveBack(decision.countedAt, decision.countedIn);
    this.#holders.add(state);
  }

  /** Reports leases that ended without another request: at once where little remains, else when none comes for a while. */
  lookAfterLeases(): void {
    const { partition, clock } = this.#options;
    if (!partition.open) return;
    const latest = partition.time.latest(clock.now());
    for (const state of this.#holders) {
      if (state.spendable(latest) !== undefined || state.calling || state.holding) continue;
      const scarce = state.returning && state.remaining < state.max / 4;
      if (!state.unreported()) this.#holders.delete(state);
      else if (scarce || latest > state.leaseEndedAt + state.windowMs / 60) this.#call(state, false);
    }
  }

  /** Nothing of this key needs to be kept any more. */
  isIdle(state: KeyState, now: number): boolean {
    const isBusy = state.calling || state.holding || state.waiters.length > 0 || state.ring.owes();
    const isRecent = now - state.usedAt <= state.windowMs * (1 + 2 / 60);
    return !isBusy && !isRecent && state.spendable(this.#options.partition.time.latest(now)) === undefined;
  }

  /** Returns everything. Whoever still waits is answered by the calls in flight. */
  async stop(states: Iterable<KeyState>): Promise<void> {
    const { clock, partition } = this.#options;
    const deadline = clock.now() + CALL_MS;
    const all = [...states];
    while (partition.open && all.some((state) => state.calling) && clock.now() < deadline)
      await new Promise<void>((resolve) => clock.setTimeout(resolve, RETURN_MS));
    if (!partition.open) return;
    for (const state of all) state.returnAll();
    await Promise.all(all.filter((state) => state.unreported()).map((state) => this.replay(state)));
  }

  forget(state: KeyState): void {
    this.#holders.delete(state);
  }

  /** Charges what the key owes. @returns whether that is certain */
  replay(state: KeyState): Promise<boolean> {
    return new Promise((resolve) => {
      this.#send(state, 0, 0, (reply) => {
        if (reply !== undefined) state.take(reply.grant);
        resolve(reply !== undefined);
      });
    });
  }

  /** Fetches the next lease while there is still some of this one. */
  #prefetch(state: KeyState): void {
    if (!state.calling && state.leases.length === 1 && this.#options.partition.open) this.#call(state);
  }

  #call(state: KeyState, wanted = true): void {
    const now = this.#options.clock.now();
    const asked = state.waiters.length;
    state.calling = true;
    state.usedAt = now;
    const wish = wanted ? state.ring.sum(now, state.windowMs / 6) : 0;
    this.#send(state, asked, wish, (reply) => {
      state.calling = false;
      if (reply?.kind === "held") this.#options.partition.suspect("Redis has lost data");
      if (reply?.kind === "open") this.#arrived(state, asked, reply.grant);
      else this.#giveUp(state);
    });
  }

  #send(state: KeyState, waiting: number, wish: number, done: LeaseCall["done"]): void {
    const { index, redis, clock, worker, partition } = this.#options;
    this.#options.counts.calls++;
    // Twice as far ahead after each grant that came too late.
    const leadMs = partition.leadMs() * 2 ** state.late;
    callForLease({ index, redis, clock, worker, partition, state, waiting, wish, leadMs, done });
  }

  /** Lets in whom the lease suffices for; the others ask again, are held, or are refused. */
  #arrived(state: KeyState, asked: number, grant: Grant): void {
    const { partition, clock } = this.#options;
    const now = clock.now();
    const latest = partition.time.latest(now);
    state.take(grant);
    if (grant.extra > 0) this.#holders.add(state);
    const served = this.#serve(state, now, latest);
    state.late = grant.granted > 0 && served === 0 && asked > 0 ? state.late + 1 : 0;
    const returning = state.recalled && state.leases.length > 0;
    if (returning) state.returnAll();
    state.recalled = false;
    const missing = asked - (grant.granted - grant.extra);
    if (state.waiters.length > 0) this.#goOn(state, grant, missing, latest);
    else {
      state.held = false;
      if (returning && !state.calling) this.#call(state, false);
    }
  }

  /** @returns how many of those who wait were let in */
  #serve(state: KeyState, now: number, latest: number): number {
    const { partition } = this.#options;
    let served = 0;
    while (served < state.waiters.length && now < partition.confirmedUntil) {
      const lease = state.spendable(latest);
      if (lease === undefined) break;
      state.waiters[served++]?.resolve(this.spend(state, lease, now, latest));
    }
    state.waiters.splice(0, served);
    return served;
  }

  /** @param missing how many of those who asked got nothing */
  #goOn(state: KeyState, grant: Grant, missing: number, latest: number): void {
    if (state.calling) return;
    if (state.late >= LATE_GRANTS) this.#giveUp(state);
    else if (missing <= 0) this.#call(state);
    else if (grant.lent === 0 || state.held) this.#refuse(state, grant, latest);
    else {
      state.held = true;
      state.holding = true;
      this.#options.clock.setTimeout(() => this.#callAgain(state), RETURN_MS);
    }
  }

  /** By now others have returned what they didn't need. */
  #callAgain(state: KeyState): void {
    state.holding = false;
    if (state.calling || state.waiters.length === 0) return;
    if (this.#options.partition.open) this.#call(state);
    else this.#giveUp(state);
  }

  #refuse(state: KeyState, { lent, leavesAt }: Grant, latest: number): void {
    const leaves = leavesAt === 0 ? latest + REFUSED_MS : Math.min(leavesAt, latest + REFUSED_MS);
    state.refusedUntil = lent > 0 ? latest + REFUSED_SHORTLY_MS : leaves;
    this.#answer(state, () => refused(state, latest));
  }

  #giveUp(state: KeyState): void {
    const { clock, partition } = this.#options;
    const now = clock.now();
    state.late = 0;
    this.#answer(state, ({ rule }) => decideWithoutRedis(rule, state, now, partition.members));
  }

  #answer(state: KeyState, decide: (waiter: Waiter) => LimitDecision): void {
    state.held = false;
    for (const waiter of state.waiters.splice(0)) waiter.resolve(this.#count(decide(waiter)));
  }

  #count(decision: LimitDecision): LimitDecision {
    this.#options.counts[decision.outcome]++;
    return decision;
  }
}
