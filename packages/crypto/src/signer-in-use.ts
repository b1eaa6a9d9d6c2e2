import type { KeyObject } from "node:crypto";
import type { Signature, SignatureAlgorithm, Signer } from "./signing.ts";

/**
 * Several signing keys, of which one signs at this moment: the first is the one that is to sign, the others are those before
 * it. Until somebody says otherwise it is the earliest one, since whoever verifies may not know more than that.
 */
export class SignerInUse implements Signer {
  readonly names: readonly string[];
  readonly #all: readonly [Signer, ...Signer[]];
  #used: Signer;

  constructor(all: readonly [Signer, ...Signer[]]) {
    this.#all = all;
    this.names = all.map(({ keyId }) => keyId);
    this.#used = all.at(-1) ?? all[0];
  }

  get keyId(): string {
    return this.#used.keyId;
  }

  get algorithm(): SignatureAlgorithm {
    return this.#used.algorithm;
  }

  get publicKey(): KeyObject {
    return this.#used.publicKey;
  }

  get usedName(): string {
    return this.keyId;
  }

  /** The one that is to come into use. */
  get wantedName(): string {
    return this.#all[0].keyId;
  }

  /** @returns false, and nothing is changed, when it isn't held */
  use(name: string): boolean {
    const signer = this.#all.find(({ keyId }) => keyId === name);
    if (signer !== undefined) this.#used = signer;
    return signer !== undefined;
  }

  sign(bytes: Buffer): Signature {
    return this.#used.sign(bytes);
  }

  signApart(bytes: Uint8Array): Promise<Signature> {
    return this.#used.signApart(bytes);
  }
}
