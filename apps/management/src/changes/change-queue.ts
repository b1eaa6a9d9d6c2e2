import { AppError } from "@zerq/errors/app-error";
import type { Change, Committed } from "./change.ts";

type Waiting = {
  change: Change<unknown>;
  resolve(done: Committed<unknown>): void;
  reject(error: unknown): void;
};

/**
 * Most changes that share one transaction. What a transaction costs besides its changes is shared by all of them; with 64 callers on two
 * instances 32 are as many as wait, and nobody is held up by what others send in bulk for longer than that takes.
 */
const GROUP_SIZE = 32;
/** Most changes that wait; what comes on top is refused at once rather than after a time-out. */
const MAX_WAITING = 1_000;

export type Outcome = { committed: Committed<unknown> } | { refused: unknown };

/**
 * Commits one group. It takes the group by calling `takeGroup` once, as late as it can, so that what comes meanwhile shares
 * the transaction. It answers for every change of the group, in order.
 */
export type CommitGroup = (takeGroup: () => readonly Change<unknown>[]) => Promise<readonly Outcome[]>;

/** The process's changes, first in, first out; one group at a time. */
export class ChangeQueue {
  readonly #waiting: Waiting[] = [];
  readonly #commit: CommitGroup;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(commit: CommitGroup) {
    this.#commit = commit;
  }

  /** @throws AppError `service_unavailable` when the service is stopping or too much waits already */
  submit<T>(change: Change<T>): Promise<Committed<T>> {
    if (this.#closed) return Promise.reject(unavailable("The service is shutting down."));
    if (this.#waiting.length >= MAX_WAITING)
      return Promise.reject(unavailable("Too many changes wait already. Try again."));
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
    while (this.#waiting.length > 0) await this.#commitOne();
    this.#running = undefined;
  }

  async #commitOne(): Promise<void> {
    let group: Waiting[] = [];
    const takeGroup = () => {
      group = this.#waiting.splice(0, GROUP_SIZE);
      return group.map(({ change }) => change);
    };
    try {
      const outcomes = await this.#commit(takeGroup);
      for (const [index, waiting] of group.entries()) settle(waiting, outcomes[index]);
    } catch (error) {
      // What failed before it took its group would fail for these changes again and again.
      if (group.length === 0) takeGroup();
      for (const waiting of group) waiting.reject(error);
    }
  }
}

function settle(waiting: Waiting, outcome: Outcome | undefined): void {
  if (outcome === undefined) waiting.reject(new Error("the change has no outcome"));
  else if ("committed" in outcome) waiting.resolve(outcome.committed);
  else waiting.reject(outcome.refused);
}

function unavailable(message: string): AppError {
  return new AppError("service_unavailable", { message, headers: { "Retry-After": "1" } });
}
