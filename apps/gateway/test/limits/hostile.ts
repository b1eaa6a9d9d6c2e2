import { calendarWindow } from "../../src/limits/calendar.ts";
import type { LimitDecision, LimitRule, QuotaRule } from "../../src/limits/limiter.ts";
import { largestWindow } from "./exact-log.ts";
import { Random } from "./random.ts";
import { type Network, type SimulatedWorker, Simulation } from "./simulator.ts";

/** What a hostile run does to Redis: nothing, an empty restart, or a restart with what was persisted up to 2 s before. */
export type RedisTrouble = "none" | "emptied" | "set back";

/** What the policy of the run has. */
export type HostilePolicy = "rate" | "quota" | "both";

export type HostileResult = {
  readonly seed: number;
  readonly max: number;
  readonly windowMs: number;
  readonly workers: number;
  readonly redisTrouble: RedisTrouble;
  readonly policy: HostilePolicy;
  /** Highest quota that was set, and most that were admitted in one calendar window; 0 without a quota. */
  readonly quota: number;
  readonly largestDay: number;
  /** Most requests that were admitted, and not given back, in any interval of the window's length. */
  readonly largest: number;
  readonly requests: number;
  readonly admitted: number;
  readonly refused: number;
  readonly unavailable: number;
};

const WINDOWS = 4;
/** By Redis' clock; it comes so many windows after the start. */
const MIDNIGHT = Date.UTC(2023, 10, 15);
const MIDNIGHT_AFTER_WINDOWS = 2;
/** What only a dead worker knew is in a checkpoint by then. */
const CHECKPOINTED_MS = 11_000;
/** So long after a loss of data every worker has replayed: 3 s away, a stall of 5 s, and a round trip or two. */
const REPLAYED_MS = 15_000;

const networks: readonly Network[] = [
  { latency: (random) => random.between(0.1, 0.6), loss: 0.02 },
  { latency: (random) => random.between(0.1, random.chance(0.1) ? 450 : 5), loss: 0.02 },
  { latency: (random) => random.between(100, 450), loss: 0.02 },
  { latency: (random) => (random.chance(0.5) ? 1 : random.between(0, 900)), loss: 0.01 },
];

/**
 * Four windows in which everything goes wrong that may: stalls to 5 s, a round trip of up to 0.9 s (some more), lost
 * requests and replies, drifting clocks, one that is set back, killed workers and new ones, bursts at the window's edge,
 * requests given back, an edited limit.
 * Workers are killed only while Redis keeps its data, which is what the guarantee of rate limits asks for; under a quota alone
 * also when a checkpoint lies between a death and a loss of data.
 */
export async function runHostile(
  seed: number,
  redisTrouble: RedisTrouble = "none",
  policy: HostilePolicy = "rate",
): Promise<HostileResult> {
  return new HostileRun(seed, redisTrouble, policy).run();
}

/** Whether a run has admitted more than its policy allows. */
export function isOver({ policy, largest, max, largestDay, quota }: HostileResult): boolean {
  return (policy !== "quota" && largest > max) || (policy !== "rate" && largestDay > quota);
}

class HostileRun {
  readonly #simulation: Simulation;
  readonly #seed: number;
  readonly #trouble: RedisTrouble;
  readonly #windowMs: number;
  /** The highest that the limit is set to, and what it is now. */
  readonly #max: number;
  readonly #policy: HostilePolicy;
  readonly #quotaMax: number;
  #rule: LimitRule | undefined;
  #quota: QuotaRule | undefined;
  #diedAt = Number.NEGATIVE_INFINITY;
  #crashedAt = Number.NEGATIVE_INFINITY;
  readonly #givenBack = new Set<LimitDecision>();
  readonly #end: number;
  #requests = 0;

  constructor(seed: number, trouble: RedisTrouble, policy: HostilePolicy) {
    const random = new Random(seed);
    const network = random.pick(networks);
    this.#seed = seed;
    this.#trouble = trouble;
    this.#policy = policy;
    this.#windowMs = random.pick([60_000, 60_000, 60_000, 10_000]);
    this.#end = (WINDOWS + 0.5) * this.#windowMs;
    this.#max = random.pick([1, 5, 10, 17, 40, 100, 300, 1_000, 1_500]);
    this.#quotaMax = Math.ceil(this.#max * random.pick([0.5, 1, 2, 3, 10]));
    this.#simulation = new Simulation(seed, network, MIDNIGHT - MIDNIGHT_AFTER_WINDOWS * this.#windowMs);
    const common = { key: "client", onFailure: "closed" } as const;
    if (policy !== "quota") this.#rule = { ...common, max: this.#max, windowMs: this.#windowMs };
    if (policy !== "rate") this.#quota = { ...common, max: this.#quotaMax, interval: "1d" };
  }

  async run(): Promise<HostileResult> {
    const simulation = this.#simulation;
    const { random } = simulation;
    const workers = 2 + Math.floor(random.next() * 7);
    await simulation.start(workers, () => random.between(-0.0004, 0.0004));
    for (const worker of simulation.workers) this.#giveSomeBack(worker);
    simulation.keepCheckpoints();
    this.#load();
    this.#bursts();
    this.#stalls();
    if (random.chance(0.2)) this.#every(this.#windowMs / 3, () => this.#changeLimit());
    if (random.chance(0.2)) this.#every(50_000, () => this.#setClockBack());
    if (this.#trouble === "none" || this.#policy === "quota") this.#deaths();
    if (this.#trouble !== "none") this.#crashes();
    await simulation.finish(this.#end);
    const { outcomes } = simulation;
    const count = (outcome: string) => outcomes.filter(({ decision }) => decision.outcome === outcome).length;
    const admitted = outcomes.filter(
      ({ decision }) => decision.outcome === "admitted" && !this.#givenBack.has(decision),
    );
    const times = admitted.map(({ at }) => at);
    const days = new Map<number, number>();
    for (const { redisMs } of this.#quota === undefined ? [] : admitted) {
      const { end } = calendarWindow("1d", redisMs);
      days.set(end, (days.get(end) ?? 0) + 1);
    }
    return {
      seed: this.#seed,
      max: this.#max,
      windowMs: this.#windowMs,
      workers,
      redisTrouble: this.#trouble,
      policy: this.#policy,
      quota: this.#quota === undefined ? 0 : this.#quotaMax,
      largestDay: Math.max(0, ...days.values()),
      largest: largestWindow(times, this.#windowMs),
      requests: this.#requests,
      admitted: times.length,
      refused: count("refused"),
      unavailable: count("unavailable"),
    };
  }

  #request(): void {
    const living = this.#simulation.workers.filter(({ dead }) => !dead);
    this.#requests++;
    this.#simulation.random.pick(living).request(this.#rule, this.#quota);
  }

  /** Runs `task` now and then until the end. */
  #every(meanMs: number, task: () => void): void {
    const { queue, random } = this.#simulation;
    const next = () => {
      const wait = random.exponential(meanMs);
      if (queue.now + wait >= this.#end) return;
      queue.after(wait, () => {
        task();
        next();
      });
    };
    next();
  }

  #load(): void {
    const overload = this.#simulation.random.pick([0.5, 0.95, 1.2, 3]);
    this.#every(this.#windowMs / this.#max / overload, () => this.#request());
  }

  /** Twice the limit at once, again and again about a window later: a little before or after its edge. */
  #bursts(): void {
    const { queue, random } = this.#simulation;
    const burst = () => {
      for (let i = 0; i < 2 * this.#max; i++) queue.after(random.between(0, 30), () => this.#request());
      queue.after(this.#windowMs + random.between(-60, 60), burst);
    };
    queue.after(random.between(0, this.#windowMs / 3), burst);
  }

  /** A policy is edited: down, or up to where it was. */
  #changeLimit(): void {
    const { random } = this.#simulation;
    const edited = (max: number) => (random.chance(0.5) ? max : Math.ceil(max / 3));
    this.#rule &&= { ...this.#rule, max: edited(this.#max) };
    this.#quota &&= { ...this.#quota, max: edited(this.#quotaMax) };
  }

  /** Not around midnight: then it is midnight twice. */
  #setClockBack(): void {
    const simulation = this.#simulation;
    const isNear = Math.abs(simulation.redisMs() - MIDNIGHT) < 5_000;
    if (this.#quota === undefined || !isNear) simulation.setClockBack(simulation.random.between(0, 800));
  }

  #stalls(): void {
    const { random, workers } = this.#simulation;
    this.#every(4_000, () => {
      const long = random.chance(0.3);
      random.pick(workers).stall(random.between(0, long ? 5_000 : 300));
    });
  }

  #deaths(): void {
    const { random } = this.#simulation;
    const simulation = this.#simulation;
    this.#every(30_000, () => {
      const living = simulation.workers.filter(({ dead }) => !dead);
      const isReplayed = simulation.queue.now - this.#crashedAt > REPLAYED_MS;
      if (living.length > 1 && isReplayed) {
        random.pick(living).kill();
        this.#diedAt = simulation.queue.now;
      }
      this.#giveSomeBack(simulation.addWorker(random.between(-0.0004, 0.0004)));
    });
  }

  #crashes(): void {
    const { queue, random } = this.#simulation;
    const simulation = this.#simulation;
    const persist = () => {
      simulation.persist();
      queue.after(random.between(100, 2_000), persist);
    };
    persist();
    const crash = () => {
      const since = queue.now - this.#diedAt;
      if (since < CHECKPOINTED_MS) return queue.after(Math.ceil(CHECKPOINTED_MS - since), crash);
      this.#crashedAt = queue.now;
      simulation.crash(random.between(10, 3_000), this.#trouble === "emptied" ? "nothing" : "persisted");
      queue.after(random.between(20_000, 70_000), crash);
    };
    queue.after(random.between(10_000, 60_000), crash);
  }

  #giveSomeBack(worker: SimulatedWorker): void {
    const { random, queue } = this.#simulation;
    worker.onDecision = (rule, decision, quota) => {
      if (decision.outcome !== "admitted" || !random.chance(0.1)) return;
      const back = () => {
        if (worker.dead) return;
        this.#givenBack.add(decision);
        worker.limiter.giveBack(rule, decision, quota);
      };
      if (random.chance(0.5)) back();
      else queue.after(random.between(0, 3_000), back);
    };
  }
}
