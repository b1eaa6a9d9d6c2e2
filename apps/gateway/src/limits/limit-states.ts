import { KeyState } from "./key-state.ts";
import type { LimitState } from "./limit-state.ts";
import type { LimitRule, QuotaRule } from "./limiter.ts";
import { QuotaState } from "./quota-state.ts";

export type Entry<Shard> = { readonly state: LimitState; readonly shard: Shard };

/**
 * The limits that this worker knows, by window or interval and then by key: limits of a client are apart, and nothing is
 * concatenated for a request.
 */
export class LimitStates<Shard> {
  readonly #entries = new Map<number | string, Map<string, Entry<Shard>>>();
  /** Where a limit that is new belongs. */
  readonly #home: (state: LimitState) => Shard;

  constructor(home: (state: LimitState) => Shard) {
    this.#home = home;
  }

  ofRate(rule: LimitRule): Entry<Shard> {
    return this.#entries.get(rule.windowMs)?.get(rule.key) ?? this.#new(rule.windowMs, new KeyState(rule));
  }

  ofQuota(rule: QuotaRule): Entry<Shard> {
    return this.#entries.get(rule.interval)?.get(rule.key) ?? this.#new(rule.interval, new QuotaState(rule));
  }

  /** The limit with this name in Redis, such as `60000:<key>` or `1d:<key>`. */
  named(name: string): Entry<Shard> | undefined {
    const colon = name.indexOf(":");
    const window = name.slice(0, colon);
    const keys = this.#entries.get(window) ?? this.#entries.get(Number(window));
    return keys?.get(name.slice(colon + 1));
  }

  /** Drops what `isIdle` says isn't needed any more. */
  sweep(isIdle: (entry: Entry<Shard>) => boolean, onDropped: (entry: Entry<Shard>) => void): void {
    for (const keys of this.#entries.values())
      for (const [key, entry] of keys) {
        if (!isIdle(entry)) continue;
        keys.delete(key);
        onDropped(entry);
      }
  }

  #new(window: number | string, state: LimitState): Entry<Shard> {
    const entry = { state, shard: this.#home(state) };
    const keys = this.#entries.get(window) ?? new Map<string, Entry<Shard>>();
    this.#entries.set(window, keys.set(state.key, entry));
    return entry;
  }
}
