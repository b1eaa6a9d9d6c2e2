import type { Clock } from "./clock.ts";
import { refused } from "./decisions.ts";
import { Instant } from "./instant.ts";
import { callForLease, type LeaseCall } from "./lease-call.ts";
import type { MutableCounts } from "./limit-counts.ts";
import type { AnyRule, Grant, LimitState, Waiter } from "./limit-state.ts";
import type { LimitDecision } from "./limiter.ts";
import type { Partition } from "./partition.ts";
import type { LimiterRedis } from "./redis-port.ts";
import { CALL_MS, REFUSED_MS, REFUSED_SHORTLY_MS, RETURN_MS } from "./times.ts";

export type KeyQueueOptions = {
  readonly index: number;
  readonly redis: LimiterRedis;
  readonly clock: Clock;
  readonly worker: string;
  readonly partition: Partition;
  readonly counts: MutableCounts;
};

/** Grants that came too late to be of use, after which the waiters are answered as if Redis were away. */
const LATE_GRANTS = 3;

/** Requests of one partition that have no lease in hand: first in, first out, with one call in flight for each key. */
export class KeyQueue {
  /** False from a reply that management hasn't told Redis of the quotas yet, until one that it has. */
  quotasKnown = true;
  readonly instant: Instant;
  readonly #options: KeyQueueOptions;
  /** Keys whose leases end some time, which somebody has to notice. */
  readonly #holders = new Set<LimitState>();

  constructor(options: KeyQueueOptions) {
    this.#options = options;
    this.instant = new Instant({
      ...options,
      onShort: (state) => this.#prefetch(state),
      onOwed: (state) => this.#holders.add(state),
    });
  }

  /** Waits for a lease and spends it. */
  wait(rule: AnyRule, state: LimitState): Promise<LimitDecision> {
    return new Promise((resolve) => this.#enqueue(state, { rule, spends: true, resolve }));
  }

  /** Waits until there is a lease (undefined), Redis turns out to be away, or it refuses. Charges nothing. */
  waitForLease(rule: AnyRule, state: LimitState): Promise<LimitDecision | "without" | undefined> {
    return new Promise((resolve) => this.#enqueue(state, { rule, spends: false, resolve }));
  }

  /** Returns what is unspent; what a call in flight may bring follows it. */
  returnUnspent(state: LimitState): void {
    if (state.calling) state.recalled = true;
    else if (state.leases.length > 0) {
      state.returnAll();
      // Whoever is held asks again in a moment, which takes this along.
      if (!state.holding && this.#options.partition.open) this.#call(state, false);
    }
  }

  /** Returns what was fetched for requests alone, not ahead of need: the other limit has refused them. */
  returnNeeded(state: LimitState): void {
    if (state.leases.every(({ prefetchAt }) => prefetchAt === -1)) this.returnUnspent(state);
  }

  giveBack(state: LimitState, decision: LimitDecision): void {
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
      else if (scarce || latest > state.leaseEndedAt + state.returnAfterMs) this.#call(state, false);
    }
  }

  /** Nothing of this key needs to be kept any more. */
  isIdle(state: LimitState, now: number): boolean {
    const latest = this.#options.partition.time.latest(now);
    const isBusy = state.calling || state.holding || state.waiters.length > 0;
    return !isBusy && state.isOver(now, latest) && state.spendable(latest) === undefined;
  }

  /** Returns everything. Whoever still waits is answered by the calls in flight. */
  async stop(states: Iterable<LimitState>): Promise<void> {
    const { clock, partition } = this.#options;
    const deadline = clock.now() + CALL_MS;
    const all = [...states];
    while (partition.open && all.some((state) => state.calling) && clock.now() < deadline)
      await new Promise<void>((resolve) => clock.setTimeout(resolve, RETURN_MS));
    if (!partition.open) return;
    for (const state of all) state.returnAll();
    await Promise.all(all.filter((state) => state.unreported()).map((state) => this.replay(state)));
  }

  forget(state: LimitState): void {
    this.#holders.delete(state);
  }

  /** Charges what the key owes. @returns whether that is certain */
  replay(state: LimitState): Promise<boolean> {
    return new Promise((resolve) => {
      this.#send(state, 0, 0, (reply) => {
        if (reply !== undefined) state.take(reply.grant);
        resolve(reply !== undefined);
      });
    });
  }

  /** Fetches the next lease while there is still some of this one. */
  #prefetch(state: LimitState): void {
    if (!state.calling && state.leases.length === 1 && this.#options.partition.open) this.#call(state);
  }

  #call(state: LimitState, wanted = true): void {
    const now = this.#options.clock.now();
    const asked = state.waiters.length;
    state.calling = true;
    state.usedAt = now;
    const wish = wanted ? state.wish(now) : 0;
    this.#send(state, asked, wish, (reply) => {
      state.calling = false;
      if (reply !== undefined && state.kind === "quota") this.quotasKnown = reply.kind !== "unseeded";
      if (reply?.kind === "held") this.#options.partition.suspect("Redis has lost data");
      if (reply?.kind === "open") this.#arrived(state, asked, reply.grant);
      else this.#giveUp(state);
      if (state.unreported() && reply === undefined) this.#holders.add(state);
    });
  }

  #send(state: LimitState, waiting: number, wish: number, done: LeaseCall["done"]): void {
    const { index, redis, clock, worker, partition } = this.#options;
    this.#options.counts[state.kind].calls++;
    // Twice as far ahead after each grant that came too late.
    const leadMs = partition.leadMs() * 2 ** state.late;
    callForLease({ index, redis, clock, worker, partition, state, waiting, wish, leadMs, done });
  }

  /** Lets in whom the lease suffices for; the others ask again, are held, or are refused. */
  #arrived(state: LimitState, asked: number, grant: Grant): void {
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

  /** @returns how many of those who wait were let in, or have heard of a lease */
  #serve(state: LimitState, now: number, latest: number): number {
    const { partition } = this.#options;
    let served = 0;
    let promised = 0;
    while (served < state.waiters.length && now < partition.confirmedUntil) {
      const lease = state.spendable(latest);
      const waiter = state.waiters[served];
      if (lease === undefined || waiter === undefined || promised >= state.inHand()) break;
      served++;
      if (waiter.spends) waiter.resolve(this.instant.spend(state, lease, now, latest, undefined));
      else {
        promised++;
        waiter.resolve(undefined);
      }
    }
    // What was promised may not be spent, when the other limit refuses.
    if (promised > 0) this.#holders.add(state);
    state.waiters.splice(0, served);
    return served;
  }

  /** @param missing how many of those who asked got nothing */
  #goOn(state: LimitState, grant: Grant, missing: number, latest: number): void {
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
  #callAgain(state: LimitState): void {
    state.holding = false;
    if (state.calling || state.waiters.length === 0) return;
    if (this.#options.partition.open) this.#call(state);
    else this.#giveUp(state);
  }

  #refuse(state: LimitState, { lent, leavesAt }: Grant, latest: number): void {
    const leaves = leavesAt === 0 ? latest + REFUSED_MS : Math.min(leavesAt, latest + REFUSED_MS);
    state.refusedUntil = lent > 0 ? latest + REFUSED_SHORTLY_MS : leaves;
    this.#answer(state, () => refused(state, latest));
  }

  #giveUp(state: LimitState): void {
    const now = this.#options.clock.now();
    state.late = 0;
    this.#answer(state, (rule) => this.instant.lookWithout(rule, state, now));
  }

  #answer(state: LimitState, look: (rule: AnyRule) => LimitDecision | "without"): void {
    state.held = false;
    for (const waiter of state.waiters.splice(0)) {
      const found = look(waiter.rule);
      if (!waiter.spends) waiter.resolve(found);
      else if (found !== "without") waiter.resolve(this.instant.count(found));
      else waiter.resolve(this.instant.admit(waiter.rule, state, found, this.#options.clock.now()));
    }
  }

  #enqueue(state: LimitState, waiter: Waiter): void {
    state.waiters.push(waiter);
    if (!state.calling && !state.holding) this.#call(state);
  }
}
