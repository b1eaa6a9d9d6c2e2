import type { Change, Committed } from "./change.ts";

type Waiting = {
  change: Change<unknown>;
  resolve(done: Committed<unknown>): void;
  reject(error: unknown): void;
};

/** Most changes that share one transaction: 16 reached 580 changes a second where one each reached 80. */
const GROUP_SIZE = 16;

export type Outcome = { committed: Committed<unknown> } | { refused: unknown };

/**
 * The process's changes, first in, first out. One group at a time is handed to `commit`, which answers for every change
 * of the group in order.
 */
export class ChangeQueue {
  readonly #waiting: Waiting[] = [];
  readonly #commit: (group: readonly Change<unknown>[]) => Promise<readonly Outcome[]>;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(commit: (group: readonly Change<unknown>[]) => Promise<readonly Outcome[]>) {
    this.#commit = commit;
  }

  submit<T>(change: Change<T>): Promise<Committed<T>> {
    if (this.#closed) return Promise.reject(new Error("the service is shutting down"));
    return new Promise<Committed<T>>((resolve, reject) => {
      this.#waiting.push({ change, resolve: resolve as Waiting["resolve"], reject });
      this.#running ??= this.#drain();
    });
  }

  /** Lets what is queued finish and takes nothing new. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    // A turn of the event loop lets requests that arrived together share the first transaction.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP_SIZE);
      try {
        const outcomes = await this.#commit(group.map(({ change }) => change));
        group.forEach((waiting, index) => {
          const outcome = outcomes[index];
          if (outcome === undefined) waiting.reject(new Error("the change has no outcome"));
          else if ("committed" in outcome) waiting.resolve(outcome.committed);
          else waiting.reject(outcome.refused);
        });
      } catch (error) {
        for (const waiting of group) waiting.reject(error);
      }
    }
    this.#running = undefined;
  }
}
