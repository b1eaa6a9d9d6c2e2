import type { KeyObject } from "node:crypto";
import { Secret } from "@zerq/logging/secret";
import type { KeyWrappers } from "./key-wrapper.ts";
import { openValue, SealError, sealValue } from "./sealed-value.ts";
import { secretKey } from "./secret-key.ts";
import { type KeyPurpose, unwrapKey, type WrappedKey } from "./wrapped-key.ts";

/** A field encrypted under a data key of the ring. */
export type EncryptedField = { keyId: string; ct: string };

/** One key of the ring, open. */
export type RingKey = {
  readonly id: string;
  readonly purpose: KeyPurpose;
  readonly key: KeyObject;
  readonly createdAt: Date;
};

/**
 * Counts a message that is about to be sealed under a key.
 * @throws when the key must seal no more (CVE-2026-17578: past 2^32 messages random nonces repeat)
 */
export type SpendUse = (keyId: string) => void;

/**
 * The random keys of a deployment, open. Whoever holds the ring sees keys that come later: it is one object for the life of
 * the process, and `update` brings it up to date.
 */
export class KeyRing {
  readonly wrappers: KeyWrappers;
  readonly #spend: SpendUse;
  readonly #keys = new Map<string, RingKey>();
  #active: ReadonlyMap<KeyPurpose, string> = new Map();

  private constructor(wrappers: KeyWrappers, spend: SpendUse) {
    this.wrappers = wrappers;
    this.#spend = spend;
  }

  /** @throws WrongMasterKeyError when a record opens with none of the providers */
  static async open(
    records: readonly WrappedKey[],
    wrappers: KeyWrappers,
    spend: SpendUse,
  ): Promise<KeyRing> {
    const ring = new KeyRing(wrappers, spend);
    await ring.update(records);
    return ring;
  }

  /** Opens what is new among the records. A key that is known stays open, whatever became of its wrapping. */
  async learn(records: readonly WrappedKey[]): Promise<void> {
    for (const record of records) {
      const { _id: id, purpose, createdAt } = record;
      if (this.#keys.has(id)) continue;
      this.#keys.set(id, {
        id,
        purpose,
        createdAt,
        key: secretKey(await unwrapKey(record, this.wrappers)),
      });
    }
  }

  /** As `learn`, and from now on what is written is written under the keys that the records say are active. */
  async update(records: readonly WrappedKey[]): Promise<void> {
    await this.learn(records);
    this.#active = new Map(records.filter(({ active }) => active).map(({ _id, purpose }) => [purpose, _id]));
  }

  ids(): string[] {
    return [...this.#keys.keys()];
  }

  activeIds(): string[] {
    return [...this.#active.values()];
  }

  /** The active key of a purpose. @throws RangeError when there is none */
  active(purpose: KeyPurpose): RingKey {
    const id = this.#active.get(purpose);
    const entry = id === undefined ? undefined : this.#keys.get(id);
    if (entry === undefined) throw new RangeError(`there is no active ${purpose} key`);
    return entry;
  }

  key(purpose: KeyPurpose): KeyObject {
    return this.active(purpose).key;
  }

  /** All keys of a purpose, oldest first. What was made under an earlier one is still good. */
  all(purpose: KeyPurpose): RingKey[] {
    return [...this.#keys.values()]
      .filter((entry) => entry.purpose === purpose)
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  }

  /** The active key of a purpose, to seal one message with. */
  sealingKey(purpose: KeyPurpose): KeyObject {
    const { id, key } = this.active(purpose);
    this.#spend(id);
    return key;
  }

  /** Encrypts under the active data key; `field` names the place (deployment, collection, document, field). */
  encryptField(plaintext: string, field: readonly string[]): EncryptedField {
    const { id: keyId } = this.active("data");
    return { keyId, ct: sealValue(this.sealingKey("data"), plaintext, [...field, keyId]) };
  }

  /** @throws SealError when the value is not the one that was encrypted for this place */
  decryptField(value: EncryptedField, field: readonly string[]): Secret<string> {
    const entry = this.#keys.get(value.keyId);
    if (entry === undefined || entry.purpose !== "data") throw new SealError(field);
    return new Secret(openValue(entry.key, value.ct, [...field, value.keyId]).toString("utf8"));
  }
}
