import type { LimitDecision, LimitRule } from "../../src/limits/limiter.ts";
import { largestWindow } from "./exact-log.ts";
import { type Network, type SimulatedWorker, Simulation } from "./simulator.ts";

/** What a hostile run does to Redis: nothing, an empty restart, or a restart with what was persisted up to 2 s before. */
export type RedisTrouble = "none" | "emptied" | "set back";

export type HostileResult = {
  readonly seed: number;
  readonly max: number;
  readonly windowMs: number;
  readonly workers: number;
  readonly redisTrouble: RedisTrouble;
  /** Most requests that were admitted, and not given back, in any interval of the window's length. */
  readonly largest: number;
  readonly requests: number;
  readonly admitted: number;
  readonly refused: number;
  readonly unavailable: number;
};

const WINDOWS = 4;

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
 * Workers are killed only while Redis keeps its data, which is what the guarantee asks for.
 */
export async function runHostile(seed: number, redisTrouble: RedisTrouble = "none"): Promise<HostileResult> {
  return new HostileRun(seed, redisTrouble).run();
}

class HostileRun {
  readonly #simulation: Simulation;
  readonly #seed: number;
  readonly #trouble: RedisTrouble;
  readonly #windowMs: number;
  /** The highest that the limit is set to, and what it is now. */
  readonly #max: number;
  #rule: LimitRule;
  readonly #givenBack = new Set<LimitDecision>();
  readonly #end: number;
  #requests = 0;

  constructor(seed: number, trouble: RedisTrouble) {
    this.#simulation = new Simulation(seed);
    const { random } = this.#simulation;
    this.#simulation.network = random.pick(networks);
    this.#seed = seed;
    this.#trouble = trouble;
    this.#windowMs = random.pick([60_000, 60_000, 60_000, 10_000]);
    this.#end = (WINDOWS + 0.5) * this.#windowMs;
    this.#max = random.pick([1, 5, 10, 17, 40, 100, 300, 1_000, 1_500]);
    this.#rule = { key: "client", max: this.#max, windowMs: this.#windowMs, onFailure: "closed" };
  }

  async run(): Promise<HostileResult> {
    const simulation = this.#simulation;
    const { random } = simulation;
    const workers = 2 + Math.floor(random.next() * 7);
    await simulation.start(workers, () => random.between(-0.0004, 0.0004));
    for (const worker of simulation.workers) this.#giveSomeBack(worker);
    this.#load();
    this.#bursts();
    this.#stalls();
    if (random.chance(0.2)) this.#every(this.#windowMs / 3, () => this.#changeLimit());
    if (random.chance(0.2)) this.#every(50_000, () => simulation.setClockBack(random.between(0, 800)));
    if (this.#trouble === "none") this.#deaths();
    else this.#crashes();
    await simulation.finish(this.#end);
    const { outcomes } = simulation;
    const count = (outcome: string) => outcomes.filter(({ decision }) => decision.outcome === outcome).length;
    const times = outcomes
      .filter(({ decision }) => decision.outcome === "admitted" && !this.#givenBack.has(decision))
      .map(({ at }) => at);
    return {
      seed: this.#seed,
      max: this.#max,
      windowMs: this.#windowMs,
      workers,
      redisTrouble: this.#trouble,
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
    this.#simulation.random.pick(living).request(this.#rule);
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
    this.#rule = { ...this.#rule, max: random.chance(0.5) ? this.#max : Math.ceil(this.#max / 3) };
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
      if (living.length > 1) random.pick(living).kill();
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
      simulation.crash(random.between(10, 3_000), this.#trouble === "emptied" ? "nothing" : "persisted");
      queue.after(random.between(20_000, 70_000), crash);
    };
    queue.after(random.between(10_000, 60_000), crash);
  }

  #giveSomeBack(worker: SimulatedWorker): void {
    const { random, queue } = this.#simulation;
    worker.onDecision = (rule, decision) => {
      if (decision.outcome !== "admitted" || !random.chance(0.1)) return;
      const back = () => {
        if (worker.dead) return;
        this.#givenBack.add(decision);
        worker.limiter.giveBack(rule, decision);
      };
      if (random.chance(0.5)) back();
      else queue.after(random.between(0, 3_000), back);
    };
  }
}
