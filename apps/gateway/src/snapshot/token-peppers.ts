import type { KeyObject } from "node:crypto";
import { randomKey } from "@zerq/crypto/secret-key";

/** What is hashed with when there is no such pepper: nobody knows it, so nothing fits, and the work is the same. */
const unknown = randomKey();

/**
 * The keys that token hashes are made with, by their ids. Immutable; the object is replaced only when a pepper changes, so
 * what was proved under these peppers is known by it.
 */
export class TokenPeppers {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  private constructor(keys: ReadonlyMap<string, KeyObject>) {
    this.#keys = keys;
  }

  static none(): TokenPeppers {
    return new TokenPeppers(new Map());
  }

  /** @param key undefined when there is none of this id any more */
  with(id: string, key: KeyObject | undefined): TokenPeppers {
    const known = this.#keys.get(id);
    if (known === key || (key !== undefined && known?.equals(key))) return this;
    const keys = new Map(this.#keys);
    keys.delete(id);
    if (key !== undefined) keys.set(id, key);
    return new TokenPeppers(keys);
  }

  /** @param id undefined where there is no version to compare with */
  of(id: string | undefined): KeyObject {
    return (id === undefined ? undefined : this.#keys.get(id)) ?? unknown;
  }
}
