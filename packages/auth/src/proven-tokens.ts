import { hash } from "node:crypto";

/** Most tokens that one profile's verifier remembers. Only valid ones get in, so nobody can push others out by guessing. */
const MAX_ENTRIES = 1_000;

/**
 * Tokens whose signature and claims have been verified, by their digest and until they expire: a caller that comes again
 * and again with one token costs one digest. It belongs to one set of rules and is gone with them.
 */
export class ProvenTokens<T> {
  readonly #entries = new Map<string, { readonly until: number; readonly proof: T }>();

  /** @param now milliseconds since the epoch */
  find(digest: string, now: number): T | undefined {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return undefined;
    if (now < entry.until) return entry.proof;
    this.#entries.delete(digest);
    return undefined;
  }

  add(digest: string, until: number, proof: T): void {
    if (this.#entries.size >= MAX_ENTRIES) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(digest, { until, proof });
  }
}

/** SHA-256 of a token: it says nothing about the token, and a heap dump then holds no credential. */
export function tokenDigest(token: string): string {
  return hash("sha256", token, "base64url");
}
