import { type KeyWrapper, type KeyWrappers, wrapperThatOpens } from "./key-wrapper.ts";
import { randomId } from "./random.ts";
import { SealError } from "./sealed-value.ts";
import { randomKey } from "./secret-key.ts";

/** What a random key is for; each purpose has keys of its own. */
export const keyPurposes = ["data", "token-pepper", "audit-fingerprint", "session", "cursor"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** A random key as it is stored: wrapped under a master key, such as ENCRYPTION_KEY. */
export type WrappedKey = {
  _id: string;
  purpose: KeyPurpose;
  wrapped: string;
  /** Which master key wrapped it. */
  masterKeyId: string;
  createdAt: Date;
  /** One of each purpose: what is new is written under it. The others only read. */
  active: boolean;
  /** Null until another key took its place; a key that is neither active nor retired waits for its turn. */
  retiredAt: Date | null;
  /** Messages that may have been sealed under it: reserved in blocks, so never fewer than there were. */
  uses: number;
};

/** No key given here opens what is stored: it is not the one that the database was set up with. */
export class WrongMasterKeyError extends Error {
  constructor({ _id, masterKeyId }: Pick<WrappedKey, "_id" | "masterKeyId">, cause?: unknown) {
    super(masterKeyId.startsWith("vault:") ? ofVault(_id, masterKeyId) : ofEnvironment(_id), { cause });
    this.name = "WrongMasterKeyError";
  }
}

function ofEnvironment(id: string): string {
  return (
    `ENCRYPTION_KEY does not open key ${id} of the database. Start with the key that the database was set up with, ` +
    "or put that one into ENCRYPTION_KEYS_PREVIOUS."
  );
}

function ofVault(id: string, masterKeyId: string): string {
  return (
    `Key ${id} of the database was wrapped by ${masterKeyId}, and nothing here opens it. Set VAULT_ADDR, VAULT_TOKEN, ` +
    "VAULT_TRANSIT_MOUNT and VAULT_TRANSIT_KEY to the Vault that wrapped it."
  );
}

/** A new random key for one purpose, wrapped and ready to be stored. */
export async function newWrappedKey(
  purpose: KeyPurpose,
  wrapper: KeyWrapper,
  active: boolean,
): Promise<WrappedKey> {
  const _id = randomId();
  const given = await wrapper.wrap(randomKey().export(), keyPlace({ _id, purpose }));
  return { _id, purpose, ...given, createdAt: new Date(), active, retiredAt: null, uses: 0 };
}

/**
 * The key's 32 bytes.
 * @throws WrongMasterKeyError when none of the providers opens it
 */
export async function unwrapKey(record: WrappedKey, wrappers: KeyWrappers): Promise<Buffer> {
  const wrapper = wrapperThatOpens(wrappers, record.masterKeyId);
  if (wrapper === undefined) throw new WrongMasterKeyError(record);
  try {
    return await wrapper.unwrap(record, keyPlace(record));
  } catch (error) {
    // A provider that doesn't answer says so itself; the key isn't wrong.
    if (!(error instanceof SealError)) throw error;
    throw new WrongMasterKeyError(record, error);
  }
}

/** What binds a wrapped key to its purpose and id. */
export function keyPlace({ _id, purpose }: Pick<WrappedKey, "_id" | "purpose">): string[] {
  return ["key-ring", purpose, _id];
}
