import { AppError } from "@zerq/errors/app-error";

/** Callers that are remembered at once; beyond it the oldest are forgotten, so that memory stays bounded. */
const MAX_KEYS = 10_000;

/**
 * Counts per key and minute, in this process. It keeps one caller from starving the others; the exact limits of the
 * product are the gateway's.
 */
export class Throttle {
  readonly #max: number;
  readonly #counts = new Map<string, number>();
  #minute = 0;

  constructor(maxPerMinute: number) {
    this.#max = maxPerMinute;
  }

  /** @throws AppError `too_many_requests` when the key has used up its minute */
  count(key: string): void {
    const now = Date.now();
    const minute = Math.floor(now / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#counts.clear();
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    if (count === 1 && this.#counts.size >= MAX_KEYS) {
      const [oldest] = this.#counts.keys();
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    this.#counts.set(key, count);
    if (count <= this.#max) return;
    const seconds = Math.ceil(((minute + 1) * 60_000 - now) / 1_000);
    throw new AppError("too_many_requests", { headers: { "Retry-After": String(seconds) } });
  }
}
