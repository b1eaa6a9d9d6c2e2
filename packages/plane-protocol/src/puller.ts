/** Milliseconds between two pulls that untrusted messages ask for. */
const UNTRUSTED_PULL_MS = 200;

export type Puller = {
  /** Runs the work, or once more after the run under way. Settles after a run, and never rejects. */
  pull(): Promise<void>;
  /** Runs the work at once, and soon when it ran for this at most 200 ms ago. */
  pullHinted(): void;
  /** Runs the work soon, however often it is called: at most one run every 200 ms. */
  pullSoon(): void;
  /** Waits for the run under way; none starts after that. */
  stop(): Promise<void>;
};

/** Runs one piece of work at a time; what goes wrong in it is reported and the next call tries again. */
export function createPuller(work: () => Promise<void>, onError: (error: unknown) => void): Puller {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let soon: NodeJS.Timeout | undefined;
  let hintedAt = Number.NEGATIVE_INFINITY;

  async function run(): Promise<void> {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
    running = undefined;
    if (again && !stopped) {
      again = false;
      void pull();
    }
  }

  function pull(): Promise<void> {
    if (stopped) return Promise.resolve();
    if (running !== undefined) again = true;
    else running = run();
    return running;
  }

  function pullSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined;
      void pull();
    }, UNTRUSTED_PULL_MS);
  }

  return {
    pull,
    pullSoon,
    pullHinted() {
      if (performance.now() - hintedAt < UNTRUSTED_PULL_MS) return pullSoon();
      hintedAt = performance.now();
      void pull();
    },
    async stop() {
      stopped = true;
      clearTimeout(soon);
      await running;
    },
  };
}
