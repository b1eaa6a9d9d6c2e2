import { setImmediate } from "node:timers/promises";

/** Milliseconds after which other work has its turn. What can't be divided comes on top. */
const TURN_MS = 4;

/**
 * Divides long work on a thread that has others waiting, such as requests: whoever works asks between two steps whether it is
 * somebody else's turn.
 */
export class Turns {
  readonly #isShared: boolean;
  #since = performance.now();
  #isOver = false;

  private constructor(isShared: boolean) {
    this.#isShared = isShared;
  }

  /** For work beside which nothing waits: it is never interrupted. */
  static alone(): Turns {
    return new Turns(false);
  }

  static shared(): Turns {
    return new Turns(true);
  }

  /**
   * Undefined while the turn lasts; else it settles when the others had theirs.
   * @throws WorkIsOver once nobody wants the work any more
   */
  next(): Promise<void> | undefined {
    if (!this.#isShared || performance.now() - this.#since < TURN_MS) return undefined;
    return this.#rest();
  }

  /** Takes all steps. @throws WorkIsOver, and what a step throws */
  async take<T>(steps: Generator<void, T>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      const rest = this.next();
      if (rest !== undefined) await rest;
    }
  }

  /** The work is given up at its next rest. */
  end(): void {
    this.#isOver = true;
  }

  async #rest(): Promise<void> {
    await setImmediate();
    if (this.#isOver) throw new WorkIsOver();
    this.#since = performance.now();
  }
}

export class WorkIsOver extends Error {
  constructor() {
    super("the work was given up");
  }
}

/** All steps of the work, without a rest. */
export function takeAtOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
