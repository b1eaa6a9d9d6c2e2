/** Time as the limiter sees it, so that a simulator can bring its own. */
export type Clock = {
  /** Milliseconds that never go back and go on while the process is stalled; where they start doesn't matter. */
  now(): number;
  /** Milliseconds since the epoch by this machine's clock, for who has not heard from Redis yet. */
  wall(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
