import { createHash } from "node:crypto";

/**
 * Digests of the deltas that this process has pushed, so that it can ask Redis whether they are still there without reading
 * them from the database again. It is SHA-1, which Redis computes itself: nobody trusts a delta for it.
 */
export class PushedDeltas {
  readonly #digests = new Map<number, string>();

  learn(version: number, text: string): void {
    this.#digests.set(version, createHash("sha1").update(text).digest("hex"));
  }

  /** Digests of the versions after one, in order, as far as there is no hole; those up to it are forgotten. */
  after(version: number): string[] {
    for (const known of this.#digests.keys()) if (known <= version) this.#digests.delete(known);
    const digests: string[] = [];
    for (let next = version + 1; ; next += 1) {
      const digest = this.#digests.get(next);
      if (digest === undefined) return digests;
      digests.push(digest);
    }
  }
}
