import { createHash, type KeyObject } from "node:crypto";
import { Secret } from "@zerq/logging/secret";
import { randomId } from "./random.ts";
import { openValue, SealError, sealValue } from "./sealed-value.ts";
import { randomKey, secretKey } from "./secret-key.ts";

/** What a random key is for; each purpose has a key of its own. */
export const keyPurposes = ["data", "token-pepper", "audit-fingerprint", "session", "cursor"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** A random key as it is stored: wrapped (sealed) under the master key, ENCRYPTION_KEY. */
export type WrappedKey = {
  _id: string;
  purpose: KeyPurpose;
  wrapped: string;
  /** Which master key wrapped it: the first 16 hex digits of SHA-256 over a label and the key. */
  masterKeyId: string;
  createdAt: Date;
  active: boolean;
};

/** A field encrypted under a data key of the ring. */
export type EncryptedField = { keyId: string; ct: string };

/** No key given here opens what is stored: ENCRYPTION_KEY is not the one that the database was set up with. */
export class WrongMasterKeyError extends Error {
  constructor(keyId: string) {
    super(
      `ENCRYPTION_KEY does not open key ${keyId} of the database. Start with the key that the database was set up with, ` +
        "or put that one into ENCRYPTION_KEYS_PREVIOUS.",
    );
    this.name = "WrongMasterKeyError";
  }
}

export class KeyRing {
  readonly #keys: ReadonlyMap<string, { purpose: KeyPurpose; key: KeyObject }>;
  readonly #active: ReadonlyMap<KeyPurpose, string>;

  private constructor(
    keys: ReadonlyMap<string, { purpose: KeyPurpose; key: KeyObject }>,
    active: ReadonlyMap<KeyPurpose, string>,
  ) {
    this.#keys = keys;
    this.#active = active;
  }

  /** A new random key for one purpose, wrapped and ready to be stored. */
  static newRecord(purpose: KeyPurpose, master: KeyObject): WrappedKey {
    const _id = randomId();
    return {
      _id,
      purpose,
      wrapped: sealValue(master, randomKey().export(), place(_id, purpose)),
      masterKeyId: masterKeyId(master),
      createdAt: new Date(),
      active: true,
    };
  }

  /**
   * Unwraps all records with the master key that wrapped each.
   * @throws WrongMasterKeyError when a record opens with none of them
   */
  static open(
    records: readonly WrappedKey[],
    master: KeyObject,
    previous: readonly KeyObject[] = [],
  ): KeyRing {
    const masters = new Map([master, ...previous].map((key) => [masterKeyId(key), key]));
    const keys = new Map<string, { purpose: KeyPurpose; key: KeyObject }>();
    const active = new Map<KeyPurpose, string>();
    for (const record of records) {
      const wrapping = masters.get(record.masterKeyId);
      if (wrapping === undefined) throw new WrongMasterKeyError(record._id);
      keys.set(record._id, { purpose: record.purpose, key: unwrap(record, wrapping) });
      if (record.active) active.set(record.purpose, record._id);
    }
    return new KeyRing(keys, active);
  }

  /** The active key of a purpose. @throws RangeError when there is none */
  key(purpose: KeyPurpose): KeyObject {
    const id = this.#active.get(purpose);
    const entry = id === undefined ? undefined : this.#keys.get(id);
    if (entry === undefined) throw new RangeError(`there is no active ${purpose} key`);
    return entry.key;
  }

  /** Encrypts under the active data key; `field` names the place (deployment, collection, document, field). */
  encryptField(plaintext: string, field: readonly string[]): EncryptedField {
    const keyId = this.#active.get("data");
    if (keyId === undefined) throw new RangeError("there is no active data key");
    return { keyId, ct: sealValue(this.key("data"), plaintext, [...field, keyId]) };
  }

  /** @throws SealError when the value is not the one that was encrypted for this place */
  decryptField(value: EncryptedField, field: readonly string[]): Secret<string> {
    const entry = this.#keys.get(value.keyId);
    if (entry === undefined || entry.purpose !== "data") throw new SealError(field);
    return new Secret(openValue(entry.key, value.ct, [...field, value.keyId]).toString("utf8"));
  }
}

function unwrap(record: WrappedKey, master: KeyObject): KeyObject {
  try {
    return secretKey(openValue(master, record.wrapped, place(record._id, record.purpose)));
  } catch {
    throw new WrongMasterKeyError(record._id);
  }
}

function place(id: string, purpose: KeyPurpose): string[] {
  return ["key-ring", purpose, id];
}

function masterKeyId(master: KeyObject): string {
  return createHash("sha256").update("zerq:master-key-id").update(master.export()).digest("hex").slice(0, 16);
}
