import { WorkIsOver } from "./turns.ts";

type Problem = { readonly message: string; readonly at: number };

/** What went wrong last. The same again is told once, so that a flood of forged messages doesn't flood the log. */
export class LastProblem {
  readonly #onProblem: (problem: Error) => void;
  readonly #onTrouble: (problem: Error) => void;
  #last: Problem | undefined;

  /**
   * @param onProblem called when it is another one than before
   * @param onTrouble called each time
   */
  constructor(onProblem: (problem: Error) => void, onTrouble: (problem: Error) => void = () => undefined) {
    this.#onProblem = onProblem;
    this.#onTrouble = onTrouble;
  }

  get message(): string | null {
    return this.#last?.message ?? null;
  }

  /** Work that was given up went well. */
  report(error: unknown): void {
    if (error instanceof WorkIsOver) return;
    const problem = error instanceof Error ? error : new Error(String(error));
    this.#onTrouble(problem);
    const isKnown = problem.message === this.#last?.message;
    this.#last = { message: problem.message, at: performance.now() };
    if (!isKnown) this.#onProblem(problem);
  }

  /** It is over. @returns what brings it back, in case that it isn't */
  forget(): () => void {
    const last = this.#last;
    this.#last = undefined;
    return () => {
      this.#last = last;
    };
  }

  /** Kept for a while, so that a problem that passes can still be seen by whoever asks. @param ms how long */
  forgetAfter(ms: number): void {
    if (this.#last !== undefined && performance.now() - this.#last.at >= ms) this.#last = undefined;
  }
}
