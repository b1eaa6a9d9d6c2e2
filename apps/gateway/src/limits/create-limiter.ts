import { randomId } from "@zerq/crypto/random";
import { decideBoth, spendBoth, waitForBoth } from "./both-limits.ts";
import { type Clock, systemClock } from "./clock.ts";
import { KeyQueue } from "./key-queue.ts";
import { noCounts } from "./limit-counts.ts";
import type { LimitState } from "./limit-state.ts";
import { type Entry, LimitStates } from "./limit-states.ts";
import type { LimitCounts, LimitDecision, Limiter, LimiterMode, LimitRule, QuotaRule } from "./limiter.ts";
import { Partition } from "./partition.ts";
import { partitionOf } from "./partition-keys.ts";
import type { LimiterRedis, LimiterSubscriber } from "./redis-port.ts";
import { HOUSEKEEPING_MS, PROBE_MS, START_MS, SWEEP_MS } from "./times.ts";

export type LimiterOptions = {
  readonly redis: LimiterRedis;
  /** Hears when other workers need what this one holds; without it they wait until its leases end. */
  readonly subscriber: LimiterSubscriber;
  /** The limiter's mode has changed, and why. */
  onMode?(mode: LimiterMode, why: string): void;
  /** More than one spreads the keys over the nodes of a cluster. The same for all workers: another number starts new counts. */
  readonly partitions?: number;
  readonly clock?: Clock;
  newId?(): string;
};

type Shard = { readonly partition: Partition; readonly queue: KeyQueue; readonly states: Set<LimitState> };

/** Rate limits and quotas that are exact over all workers that share a Redis: docs/limits.md. */
export function createLimiter(options: LimiterOptions): LeasedLimiter {
  return new LeasedLimiter(options);
}

export class LeasedLimiter implements Limiter {
  readonly #redis: LimiterRedis;
  readonly #subscriber: LimiterSubscriber;
  readonly #clock: Clock;
  readonly #onMode: (mode: LimiterMode, why: string) => void;
  readonly #shards: readonly Shard[];
  readonly #states = new LimitStates<Shard>((state) => this.#home(state));
  readonly #counts = noCounts();
  #timer: unknown;
  #ticks = 0;
  #mode: LimiterMode = "degraded";
  #whenExact: (() => void) | undefined;

  constructor({
    redis,
    subscriber,
    partitions = 1,
    clock = systemClock,
    newId = randomId,
    onMode,
  }: LimiterOptions) {
    this.#redis = redis;
    this.#subscriber = subscriber;
    this.#clock = clock;
    this.#onMode = onMode ?? (() => undefined);
    const worker = newId();
    this.#shards = Array.from({ length: partitions }, (_, index) => this.#shard(index, worker, newId));
  }

  admit(rate: LimitRule | undefined, quota?: QuotaRule): LimitDecision | Promise<LimitDecision> {
    if (quota === undefined) {
      if (rate === undefined) throw new Error("a request without limits needs no limiter");
      return this.#admitOne(rate, this.#states.ofRate(rate));
    }
    if (rate === undefined) return this.#admitOne(quota, this.#states.ofQuota(quota));
    return this.#admitBoth(rate, quota);
  }

  giveBack(rate: LimitRule | undefined, decision: LimitDecision, quota?: QuotaRule): void {
    for (let one: LimitDecision | undefined = decision; one !== undefined; one = one.also) {
      if (decision.outcome !== "admitted" || one.countedAt === 0) continue;
      const entry =
        one.kind === "rate" ? rate && this.#states.ofRate(rate) : quota && this.#states.ofQuota(quota);
      entry?.shard.queue.giveBack(entry.state, one);
    }
  }

  mode(): LimiterMode {
    return this.#mode;
  }

  quotasKnown(): boolean {
    return this.#shards.every(({ queue }) => queue.quotasKnown);
  }

  counts(): LimitCounts {
    return this.#counts;
  }

  /** How many limits of clients it has in memory. */
  keys(): number {
    return this.#shards.reduce((sum, { states }) => sum + states.size, 0);
  }

  /** Resolves as soon as leases can be had, or after START_MS without. */
  async start(): Promise<void> {
    this.#redis.on("ready", this.#onReady);
    this.#redis.on("close", this.#onClose);
    this.#subscriber.on("ready", this.#onSubscriberReady);
    this.#subscriber.on("message", this.#onRecall);
    if (this.#subscriber.status === "ready") this.#onSubscriberReady();
    if (this.#redis.status === "ready") this.#onReady();
    this.#tickLater();
    await new Promise<void>((resolve) => {
      const patience = this.#clock.setTimeout(resolve, START_MS);
      this.#whenExact = () => {
        this.#clock.clearTimeout(patience);
        resolve();
      };
    });
  }

  async stop(): Promise<void> {
    this.#clock.clearTimeout(this.#timer);
    this.#subscriber.off("ready", this.#onSubscriberReady);
    this.#subscriber.off("message", this.#onRecall);
    await Promise.all(this.#shards.map(({ queue, states }) => queue.stop(states)));
    await Promise.all(this.#shards.map(({ partition }) => partition.leave()));
    this.#redis.off("ready", this.#onReady);
    this.#redis.off("close", this.#onClose);
  }

  #shard(index: number, worker: string, newId: () => string): Shard {
    const states = new Set<LimitState>();
    const common = { index, redis: this.#redis, clock: this.#clock, worker };
    const partition: Partition = new Partition({
      ...common,
      newId,
      states: () => states,
      replay: (state) => queue.replay(state),
      onGate: (_, why) => this.#updateMode(why),
    });
    const queue = new KeyQueue({ ...common, partition, counts: this.#counts });
    return { partition, queue, states };
  }

  #home(state: LimitState): Shard {
    const shard = this.#shards[partitionOf(state.key, this.#shards.length)];
    if (shard === undefined) throw new Error("a limiter has at least one partition");
    shard.states.add(state);
    return shard;
  }

  #admitOne(
    rule: LimitRule | QuotaRule,
    { state, shard }: Entry<Shard>,
  ): LimitDecision | Promise<LimitDecision> {
    if (state.max !== rule.max) this.#changeMax(state, shard, rule.max);
    const now = this.#clock.now();
    const lease = state.leases[0];
    if (lease !== undefined && lease.left > 0 && now < shard.partition.confirmedUntil) {
      const latest = shard.partition.time.latest(now);
      if (latest < lease.endsAt) return shard.queue.instant.spend(state, lease, now, latest, undefined);
    }
    return shard.queue.instant.decide(rule, state, now) ?? shard.queue.wait(rule, state);
  }

  #admitBoth(rate: LimitRule, quota: QuotaRule): LimitDecision | Promise<LimitDecision> {
    const { state, shard } = this.#states.ofRate(rate);
    const other = this.#states.ofQuota(quota);
    if (state.max !== rate.max) this.#changeMax(state, shard, rate.max);
    if (other.state.max !== quota.max) this.#changeMax(other.state, other.shard, quota.max);
    const now = this.#clock.now();
    const spent = spendBoth(state, other.state, shard, now);
    if (spent !== undefined) return spent;
    const sides = [
      { rule: rate, state, queue: shard.queue },
      { rule: quota, state: other.state, queue: shard.queue },
    ] as const;
    const redisMs = (at: number) => shard.partition.time.latest(at);
    return decideBoth(...sides, now, redisMs(now)) ?? waitForBoth(...sides, this.#clock, redisMs);
  }

  /** What was leased under a higher limit may be more than the lower one allows. */
  #changeMax(state: LimitState, { queue }: Shard, max: number): void {
    const lower = max < state.max;
    state.changeMax(max);
    if (lower) queue.returnUnspent(state);
  }

  #updateMode(why: string): void {
    const mode = this.#shards.every(({ partition }) => partition.open) ? "exact" : "degraded";
    if (mode === "exact") this.#whenExact?.();
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#onMode(mode, why);
  }

  #tickLater(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#tickLater();
      this.#tick();
    }, HOUSEKEEPING_MS);
  }

  #tick(): void {
    this.#ticks++;
    const probe = this.#ticks % (PROBE_MS / HOUSEKEEPING_MS) === 0;
    for (const { partition, queue } of this.#shards) {
      if (probe) partition.tick();
      queue.lookAfterLeases();
    }
    if (this.#ticks % (SWEEP_MS / HOUSEKEEPING_MS) === 0) this.#sweep();
  }

  #sweep(): void {
    const now = this.#clock.now();
    this.#states.sweep(
      ({ state, shard }) => shard.queue.isIdle(state, now),
      ({ state, shard }) => {
        shard.states.delete(state);
        shard.queue.forget(state);
      },
    );
  }

  readonly #onReady = () => {
    for (const { partition } of this.#shards) partition.connected();
  };

  readonly #onClose = () => {
    for (const { partition } of this.#shards) partition.disconnected();
  };

  readonly #onSubscriberReady = () => {
    // A client that fails now is ready once more later.
    for (const { partition } of this.#shards)
      this.#subscriber.subscribe(partition.keys.recall).catch(() => undefined);
  };

  readonly #onRecall = (channel: string, message: string) => {
    // The subscriber may serve others as well.
    const shard = this.#shards.find(({ partition }) => partition.keys.recall === channel);
    if (shard === undefined) return;
    const entry = this.#states.named(message);
    if (entry?.shard === shard) shard.queue.returnUnspent(entry.state);
  };
}
