import type { Fetch } from "../fetch-text.ts";
import { fetchBytes } from "../fetch-text.ts";
import { readRevocationLists } from "./read-pem.ts";
import type { RevocationSource, RevocationState } from "./revocation-source.ts";

/** About 100,000 entries. */
const MAX_BYTES = 4 * 1_024 ** 2;
/** Milliseconds after a fetch that failed. */
const RETRY_MS = 5_000;

export type RevocationUrlOptions = {
  readonly url: string;
  /** Milliseconds between two fetches. */
  readonly refreshMs: number;
  readonly fetch: Fetch;
  /** A fetch has failed; the lists from before stay in force until their `nextUpdate`. */
  onProblem(reason: string): void;
  /** Other lists are in force. */
  onChange(): void;
  readonly now?: () => number;
};

/** Revocation lists at an address, for all profiles that name it: fetched once for whoever waits, and again in time. */
export class RevocationUrl implements RevocationSource {
  readonly #options: RevocationUrlOptions;
  readonly #now: () => number;
  #state: RevocationState | undefined;
  #bytes: Buffer | undefined;
  #dueAt = 0;
  #loading: Promise<void> | undefined;

  constructor(options: RevocationUrlOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  get state(): RevocationState | undefined {
    return this.#state;
  }

  /** Called from time to time: fetches when it is time to. */
  refresh(): void {
    if (this.#now() >= this.#dueAt) void this.#fetch();
  }

  load(): Promise<void> {
    if (this.#loading !== undefined) return this.#loading;
    return this.#now() < this.#dueAt ? Promise.resolve() : this.#fetch();
  }

  #fetch(): Promise<void> {
    this.#loading ??= this.#take().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #take(): Promise<void> {
    const { url, fetch, refreshMs, onProblem, onChange } = this.#options;
    try {
      const bytes = await fetchBytes(fetch, url, MAX_BYTES);
      if (this.#bytes === undefined || !bytes.equals(this.#bytes)) {
        const lists = readRevocationLists(bytes);
        refuseOlder(lists, this.#state?.lists ?? []);
        this.#state = { lists };
        this.#bytes = bytes;
        onChange();
      }
      this.#dueAt = this.#now() + refreshMs;
    } catch (error) {
      this.#dueAt = this.#now() + Math.min(RETRY_MS, refreshMs);
      onProblem(error instanceof Error ? error.message : String(error));
    }
  }
}

type Lists = RevocationState["lists"];

/** A list from before a revocation is validly signed as well: whoever can replay it could undo the revocation. */
function refuseOlder(lists: Lists, before: Lists): void {
  const isOlder = lists.some(({ issuer, thisUpdate }) =>
    before.some((one) => one.issuer.equals(issuer) && one.thisUpdate > thisUpdate),
  );
  if (isOlder) throw new Error("the revocation list is older than the one before it");
}
