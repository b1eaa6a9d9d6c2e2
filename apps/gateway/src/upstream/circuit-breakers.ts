/** When a target is left alone, and for how long. */
export type BreakerSettings = {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** Milliseconds until one request may try the target again. */
  readonly openMs: number;
};

export type CircuitBreakers = {
  /** Milliseconds until the target may be tried; 0: at once. */
  waitFor(key: string): number;
  /** A request goes to the target. While the circuit is open it is the one that tries it. */
  enter(key: string, settings: BreakerSettings): void;
  succeeded(key: string): void;
  failed(key: string, settings: BreakerSettings): void;
  /** The request ended without saying anything about the target, such as when its caller has gone. */
  released(key: string): void;
  /** How many targets are in which state; healthy ones, whose circuit is closed without a failure, aren't counted. */
  states(): Readonly<Record<"failing" | "open" | "half_open", number>>;
};

/** Only targets in trouble are here: a healthy one costs nothing but a look into an empty map. */
type Trouble = { failures: number; openUntil: number; isTried: boolean };

/**
 * The circuit of each target, as this worker sees it: closed, open after so many failures in a row, and then tried by one
 * request at a time until one succeeds. It outlives the routing table, so that a change of config closes no circuit.
 */
export function createCircuitBreakers(now: () => number = () => performance.now()): CircuitBreakers {
  const troubles = new Map<string, Trouble>();
  return {
    waitFor(key) {
      const trouble = troubles.get(key);
      if (trouble === undefined || trouble.openUntil === 0) return 0;
      return Math.max(0, trouble.openUntil - now());
    },
    enter(key, { openMs }) {
      const trouble = troubles.get(key);
      if (trouble === undefined || trouble.openUntil === 0) return;
      // Whoever comes next waits for what this request finds; should it never end, for as long as the circuit was open.
      trouble.isTried = true;
      trouble.openUntil = now() + openMs;
    },
    succeeded(key) {
      const trouble = troubles.get(key);
      // Requests that went out before the circuit opened say nothing about the target now.
      if (trouble === undefined || (trouble.openUntil !== 0 && !trouble.isTried)) return;
      troubles.delete(key);
    },
    failed(key, { failures, openMs }) {
      const trouble = troubles.get(key) ?? { failures: 0, openUntil: 0, isTried: false };
      troubles.set(key, trouble);
      trouble.failures += 1;
      if (trouble.openUntil !== 0 && !trouble.isTried) return;
      if (trouble.isTried || trouble.failures >= failures) {
        trouble.isTried = false;
        trouble.openUntil = now() + openMs;
      }
    },
    released(key) {
      const trouble = troubles.get(key);
      if (trouble?.isTried !== true) return;
      trouble.isTried = false;
      trouble.openUntil = now();
    },
    states() {
      const states = { failing: 0, open: 0, half_open: 0 };
      for (const { openUntil, isTried } of troubles.values()) {
        if (openUntil === 0) states.failing += 1;
        else if (isTried || openUntil <= now()) states.half_open += 1;
        else states.open += 1;
      }
      return states;
    },
  };
}
