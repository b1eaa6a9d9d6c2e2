import { type Outages, SETTLE_MS } from "./expectation.ts";

/**
 * Milliseconds after Redis answers again until changes that were waiting have reached every worker: everybody is connected again
 * within a second, management looks ten times a second for what is unpublished, and who connects pulls. Two seconds are the bar
 * (`npm run chaos -- config`); here the callers take most of the machine.
 */
const RECOVERY_MS = 5_000;

/** When Redis was away. */
export class RedisOutages implements Outages {
  readonly #all: { from: number; to: number }[] = [];

  get count(): number {
    return this.#all.length;
  }

  began(now: number): void {
    this.#all.push({ from: now, to: Number.POSITIVE_INFINITY });
  }

  ended(now: number): void {
    const last = this.#all.at(-1);
    if (last !== undefined) last.to = now;
  }

  settledAt(calledAt: number, answeredAt: number): number {
    let settled = answeredAt + SETTLE_MS;
    for (const { from, to } of this.#all) {
      if (from < settled && to + RECOVERY_MS > calledAt) settled = Math.max(settled, to + RECOVERY_MS);
    }
    return settled;
  }
}
