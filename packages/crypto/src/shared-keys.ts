import type { KeyObject } from "node:crypto";
import { deriveKey, type KeyLabel } from "./derive.ts";
import { secretKey } from "./secret-key.ts";

/**
 * A key that several services share. While it is being changed there are two of it: what is read may be under any of them,
 * and the first is the one that is to be written with once all sides hold it.
 */
export type SharedKeys = readonly [KeyObject, ...KeyObject[]];

/** @param current 32 bytes, as are the earlier ones */
export function sharedKeys(current: Buffer, previous: readonly Buffer[]): SharedKeys {
  return [secretKey(current), ...previous.map(secretKey)];
}

/** Of each of the keys the one for this purpose, in the same order. */
export function deriveKeys([first, ...others]: SharedKeys, label: KeyLabel): SharedKeys {
  return [deriveKey(first, label), ...others.map((key) => deriveKey(key, label))];
}

/** Which key it is, 16 hex digits: derived one way, so that it may be shown and stored. */
export function keyName(key: KeyObject): string {
  return deriveKey(key, "key-name").export().toString("hex").slice(0, 16);
}

/** What may open something: one key, or all that it may have been written with. */
export type AcceptedKeys = KeyObject | readonly KeyObject[];

export const eachOf = (keys: AcceptedKeys): readonly KeyObject[] =>
  Array.isArray(keys) ? keys : [keys as KeyObject];

/** The keys of one purpose. */
export type PurposeKeys = {
  readonly all: SharedKeys;
  /** The one to write with at this moment. */
  readonly used: KeyObject;
};

/** A shared key together with what is known of the change: which of its values the services write with by now. */
export class KeyInUse {
  readonly all: SharedKeys;
  readonly names: readonly string[];
  #used: number;

  /** Until somebody says otherwise it is the earliest one: the others may not hold more than that. */
  constructor(all: SharedKeys) {
    this.all = all;
    this.names = all.map(keyName);
    this.#used = all.length - 1;
  }

  get used(): KeyObject {
    return this.all[this.#used] ?? this.all[0];
  }

  get usedName(): string {
    return keyName(this.used);
  }

  /** The one that is to come into use. */
  get wantedName(): string {
    return keyName(this.all[0]);
  }

  /** @returns false, and nothing is changed, when it isn't held */
  use(name: string): boolean {
    const index = this.names.indexOf(name);
    if (index !== -1) this.#used = index;
    return index !== -1;
  }

  derive(label: KeyLabel): PurposeKeys {
    const all = deriveKeys(this.all, label);
    const used = () => all[this.#used] ?? all[0];
    return {
      all,
      get used() {
        return used();
      },
    };
  }
}
