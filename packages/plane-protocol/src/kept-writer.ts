import type { KeptFile } from "./kept-file.ts";
import type { KeptKind, KeptRecord } from "./kept-records.ts";
import { claimedSigner } from "./signed-message.ts";

export type KeptWriterOptions = {
  readonly file: KeptFile;
  /** The chain as it stands in Redis, proved: a full snapshot and the deltas after it. Undefined when it can't be had whole. */
  readAnew(): Promise<readonly KeptRecord[] | undefined>;
  /** Told once, until writing works again. */
  onProblem(error: unknown): void;
};

/** From so many records on, or so many times the bytes that it began with, a file is written anew. */
const MOST_RECORDS = 2_000;
const MOST_GROWTH = 3;
const LEAST_BYTES = 4 * 1024 * 1024;
/** Milliseconds between two heads that are kept: they only say how old the config is. */
const HEAD_EVERY_MS = 60_000;
/** Milliseconds between two attempts to write anew. */
const ANEW_EVERY_MS = 5_000;

/**
 * Keeps what is taken, in order, behind whoever takes it: a change costs one small write, however large the config is, and
 * now and then all of it is written anew.
 */
export class KeptWriter {
  readonly #options: KeptWriterOptions;
  /** Writes since the start, and those that failed. */
  readonly counts = { written: 0, failed: 0 };
  #waiting: KeptRecord[] = [];
  #writing: Promise<void> | undefined;
  #headAt = Number.NEGATIVE_INFINITY;
  #anewAt = Number.NEGATIVE_INFINITY;
  #bytesAtFirst = 0;
  /** What is in the file is not what was taken: nothing is added to it before it is written anew. */
  #isLost = false;
  #isTold = false;
  /** Whose signature the file begins with, and whose the newest message has. */
  #signers: { first: string | undefined; newest: string | undefined } = {
    first: undefined,
    newest: undefined,
  };

  constructor(options: KeptWriterOptions) {
    this.#options = options;
  }

  /** The file holds these already. */
  begin(records: readonly KeptRecord[]): void {
    this.#signers = signersOf(records);
  }

  take(kind: KeptKind, text: string): void {
    // While the file waits for another signing key, a head is what it is tried again with.
    if (kind === "head" && performance.now() - this.#headAt < HEAD_EVERY_MS && !this.#isOutdated()) return;
    if (kind === "head") this.#headAt = performance.now();
    if (kind === "full") this.#waiting = [];
    this.#waiting.push({ kind, text });
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** The file is written anew as soon as that can be done. */
  distrust(): void {
    this.#isLost = true;
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    await this.#writing;
    await this.#options.file.close();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const records = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(records);
        this.counts.written += 1;
        this.#isTold = false;
      } catch (error) {
        this.counts.failed += 1;
        this.#isLost = true;
        await this.#options.file.close().catch(() => undefined);
        if (!this.#isTold) this.#options.onProblem(error);
        this.#isTold = true;
      }
    }
  }

  async #write(records: readonly KeptRecord[]): Promise<void> {
    const { file } = this.#options;
    if (records[0]?.kind === "full") return this.#replace(records);
    if (!this.#isLost) await file.append(records);
    const { first, newest } = signersOf(records);
    this.#signers = { first: this.#signers.first ?? first, newest };
    if (
      (this.#isLost || this.#isOutdated() || this.#isLong()) &&
      performance.now() - this.#anewAt >= ANEW_EVERY_MS
    ) {
      this.#anewAt = performance.now();
      const anew = await this.#options.readAnew();
      if (anew !== undefined && (this.#isLost || this.#isLong() || this.#isBetter(anew)))
        await this.#replace(anew);
    }
  }

  async #replace(records: readonly KeptRecord[]): Promise<void> {
    const { file } = this.#options;
    await file.replace(records);
    this.#bytesAtFirst = file.size.bytes;
    this.#isLost = false;
    this.#signers = signersOf(records);
  }

  /** Management signs with another key by now: the one before may soon not count any more. */
  #isOutdated(): boolean {
    return this.#signers.first !== this.#signers.newest;
  }

  /** The full snapshot in Redis may still be of before: then what is there is no better than the file. */
  #isBetter(anew: readonly KeptRecord[]): boolean {
    return signersOf(anew).first !== this.#signers.first;
  }

  #isLong(): boolean {
    const { records, bytes } = this.#options.file.size;
    return records > MOST_RECORDS || bytes > Math.max(LEAST_BYTES, MOST_GROWTH * this.#bytesAtFirst);
  }
}

function signersOf(records: readonly KeptRecord[]) {
  return { first: claimedSigner(records[0]?.text ?? ""), newest: claimedSigner(records.at(-1)?.text ?? "") };
}
