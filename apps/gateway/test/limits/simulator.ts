import { createLimiter, type LeasedLimiter } from "../../src/limits/create-limiter.ts";
import { leaseScript } from "../../src/limits/lease-script.ts";
import type { LimitDecision, LimiterMode, LimitRule, QuotaRule } from "../../src/limits/limiter.ts";
import { leaveScript, probeScript } from "../../src/limits/probe-script.ts";
import { quotaScript } from "../../src/limits/quota-script.ts";
import type { LimiterRedis, LimiterSubscriber } from "../../src/limits/redis-port.ts";
import { EventQueue } from "./event-queue.ts";
import { seedQuota } from "./quota-model.ts";
import { Random } from "./random.ts";
import { emptyData, type ModelData, RedisModel } from "./redis-model.ts";

/** Redis' clock at the start of a simulation, in ms, unless told otherwise. Simulated time is Redis' time, unless that is set back. */
const START = 1_700_000_000_000;

export type Network = {
  /** One way, in ms. */
  latency(random: Random): number;
  /** Part of the requests, and of the replies, that never arrive. */
  loss: number;
};

export const quickNetwork: Network = { latency: (random) => random.between(0.1, 0.5), loss: 0 };

/** `redisMs`: by Redis' clock, which says in which calendar window it was. */
export type Outcome = {
  readonly at: number;
  readonly redisMs: number;
  readonly worker: number;
  readonly decision: LimitDecision;
};

/** Several workers with the real limiter, and a model of Redis, in simulated time. */
export class Simulation {
  readonly queue = new EventQueue();
  readonly random: Random;
  readonly redis = new RedisModel();
  readonly workers: SimulatedWorker[] = [];
  readonly outcomes: Outcome[] = [];
  network: Network;
  #ids = 0;
  #behind = 0;
  readonly #start: number;
  #persisted: ModelData = emptyData();

  /** @param start what Redis' clock shows first, in ms */
  constructor(seed: number, network: Network = quickNetwork, start = START) {
    this.#start = start;
    this.random = new Random(seed);
    this.network = network;
    this.redis.onPublish = (message) => {
      for (const worker of this.workers) worker.hear(message);
    };
  }

  newId(): string {
    return `id${this.#ids++}`;
  }

  /** @param drift how much faster than Redis' the worker's clock runs */
  addWorker(drift = 0): SimulatedWorker {
    const worker = new SimulatedWorker(this, this.workers.length, 1 + drift);
    this.workers.push(worker);
    return worker;
  }

  /** Adds workers and lets them start. */
  async start(count: number, drift = () => 0): Promise<void> {
    for (let i = 0; i < count; i++) this.addWorker(drift());
    await this.queue.runUntil(this.queue.now + 3_000);
  }

  /** Somebody sets Redis' clock back. */
  setClockBack(ms: number): void {
    this.#behind += ms;
  }

  /** What Redis' clock shows. */
  redisMs(): number {
    return this.#start + this.queue.now - this.#behind;
  }

  /** Runs a command as Redis would, now. */
  execute(hash: string, keys: readonly string[], args: readonly (string | number)[]): unknown {
    this.redis.time = Math.round(this.redisMs() * 1_000);
    if (hash === leaseScript.hash) return this.redis.lease(String(keys[0]), args);
    if (hash === quotaScript.hash) return this.redis.quota(String(keys[0]), args);
    if (hash === probeScript.hash) return this.redis.probe(args);
    if (hash === leaveScript.hash) return this.redis.leave(String(args[0]));
    throw new Error("unknown script");
  }

  /** Management as far as quotas go: a checkpoint now and then, put back into every new incarnation. */
  keepCheckpoints(everyMs = 10_000, seedWithinMs = 500): void {
    let checkpoints = this.redis.checkpoint();
    const keep = () => {
      // Of each worker the most that was ever seen, as the database keeps it.
      const seen = this.redis.checkpoint();
      for (const [key, checkpoint] of checkpoints) seedQuota(seen, key, checkpoint);
      checkpoints = seen;
      this.queue.after(everyMs, keep);
    };
    const seed = () => {
      const { id, seeded } = this.redis.data.incarnation;
      if (id !== undefined && id !== seeded) this.redis.seed(checkpoints);
      this.queue.after(this.random.between(1, seedWithinMs), seed);
    };
    keep();
    seed();
  }

  /** What a crash will leave, until the next call. */
  persist(): void {
    this.#persisted = structuredClone(this.redis.data);
  }

  /** Redis ends, and is back after `downMs` with what was persisted, or with nothing. */
  crash(downMs: number, keeps: "nothing" | "persisted"): void {
    for (const worker of this.workers) worker.disconnect();
    this.queue.after(downMs, () => {
      this.redis.run = `run${this.newId()}`;
      this.redis.data = keeps === "nothing" ? emptyData() : structuredClone(this.#persisted);
      for (const worker of this.workers) worker.connect();
    });
  }

  async finish(end: number): Promise<void> {
    await this.queue.runUntil(end);
    for (const worker of this.workers) worker.kill();
  }
}

type Listener = (...args: string[]) => void;

export class SimulatedWorker {
  readonly limiter: LeasedLimiter;
  readonly index: number;
  /** Every mode that it was in. */
  readonly modes: LimiterMode[] = [];
  dead = false;
  readonly #simulation: Simulation;
  readonly #rate: number;
  readonly #listeners = new Map<string, Set<Listener>>();
  #status = "ready";
  #connection = 0;
  #stalledUntil = 0;
  #lastArrival = 0;
  #lastReply = 0;
  readonly #inFlight = new Set<(error: Error) => void>();

  constructor(simulation: Simulation, index: number, rate: number) {
    this.#simulation = simulation;
    this.#rate = rate;
    this.index = index;
    this.limiter = createLimiter({
      redis: this.#port(),
      subscriber: this.#port(),
      clock: this.#clock(simulation.random.between(0, 100_000)),
      newId: () => simulation.newId(),
      onMode: (mode) => this.modes.push(mode),
    });
    void this.limiter.start();
  }

  /** A request arrives; it is decided when the worker gets to it. */
  request(rule: LimitRule | undefined, quota?: QuotaRule): void {
    this.#run(() => {
      const { queue, outcomes } = this.#simulation;
      const note = (decision: LimitDecision) => {
        outcomes.push({ at: queue.now, redisMs: this.#simulation.redisMs(), worker: this.index, decision });
        this.onDecision?.(rule, decision, quota);
      };
      const decision = this.limiter.admit(rule, quota);
      if (decision instanceof Promise) void decision.then(note);
      else note(decision);
    });
  }

  onDecision:
    | ((rule: LimitRule | undefined, decision: LimitDecision, quota: QuotaRule | undefined) => void)
    | undefined;

  /** The worker does nothing for so long; everything waits. One stall doesn't follow the other at once. */
  stall(ms: number): void {
    const { now } = this.#simulation.queue;
    if (now > this.#stalledUntil + 1_000) this.#stalledUntil = now + ms;
  }

  kill(): void {
    this.dead = true;
  }

  disconnect(): void {
    this.#connection++;
    this.#status = "close";
    const lost = [...this.#inFlight];
    this.#inFlight.clear();
    this.#run(() => {
      for (const reject of lost) reject(new Error("Connection is closed."));
      this.#emit("close");
    });
  }

  connect(): void {
    const { queue, random } = this.#simulation;
    queue.after(random.between(0, 60), () => {
      this.#status = "ready";
      this.#run(() => this.#emit("ready"));
    });
  }

  /** A message of the recall channel. */
  hear(message: string): void {
    const { queue, random, network } = this.#simulation;
    if (this.#status !== "ready" || random.chance(network.loss)) return;
    queue.after(network.latency(random), () =>
      this.#run(() => this.#emit("message", "zerq:{limits:0}:recall", message)),
    );
  }

  #port(): LimiterRedis & LimiterSubscriber {
    const status = () => this.#status;
    const listeners = (event: string) => {
      const known = this.#listeners.get(event) ?? new Set();
      this.#listeners.set(event, known);
      return known;
    };
    return {
      get status() {
        return status();
      },
      evalsha: (hash, keys, ...args) => this.#send(hash, args.slice(0, keys).map(String), args.slice(keys)),
      eval: () => Promise.reject(new Error("the simulator knows scripts by their hash")),
      subscribe: () => Promise.resolve(),
      on: (event: string, listener: Listener) => listeners(event).add(listener),
      off: (event: string, listener: Listener) => listeners(event).delete(listener),
    };
  }

  #send(hash: string, keys: string[], args: (string | number)[]): Promise<unknown> {
    const simulation = this.#simulation;
    const { queue, random, network } = simulation;
    if (this.#status !== "ready") return Promise.reject(new Error("Stream isn't writeable"));
    const connection = this.#connection;
    return new Promise((resolve, reject) => {
      this.#inFlight.add(reject);
      if (random.chance(network.loss)) return;
      // What is sent on one connection arrives in its order, as do the replies.
      this.#lastArrival = Math.max(this.#lastArrival, queue.now + network.latency(random));
      queue.at(this.#lastArrival, () => {
        if (connection !== this.#connection) return;
        const reply = simulation.execute(hash, keys, args);
        if (random.chance(network.loss)) return;
        this.#lastReply = Math.max(this.#lastReply, queue.now + network.latency(random));
        queue.at(this.#lastReply, () => {
          if (!this.#inFlight.delete(reject)) return;
          this.#run(() => resolve(reply));
        });
      });
    });
  }

  #clock(offset: number) {
    const { queue } = this.#simulation;
    return {
      now: () => offset + queue.now * this.#rate,
      wall: () => this.#simulation.redisMs(),
      setTimeout: (run: () => void, ms: number) => {
        const timer = { live: true };
        queue.after(ms / this.#rate, () => this.#run(() => timer.live && run(), true));
        return timer;
      },
      clearTimeout: (timer: unknown) => {
        if (timer !== undefined) (timer as { live: boolean }).live = false;
      },
    };
  }

  /** The worker's one thread: later when it is stalled, timers then before messages; never when it is dead. */
  #run(task: () => void, isTimer = false): void {
    if (this.dead) return;
    const { queue } = this.#simulation;
    if (queue.now >= this.#stalledUntil) task();
    else queue.at(this.#stalledUntil, () => this.#run(task, isTimer), isTimer);
  }

  #emit(event: string, ...args: string[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }
}
