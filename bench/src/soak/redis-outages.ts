import { type Outages, SETTLE_MS } from "./expectation.ts";

/**
 * Milliseconds after Redis answers again until changes that were waiting have reached every worker: reconnecting, the poll of
 * five seconds by which a gateway finds what it has missed, and management's next look at what is unpublished.
 */
const RECOVERY_MS = 12_000;

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
