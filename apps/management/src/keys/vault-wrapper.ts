import { bindKey, keyOfPlace } from "@zerq/crypto/bound-key";
import type { KeyWrapper, WrappedBytes } from "@zerq/crypto/key-wrapper";
import { SealError } from "@zerq/crypto/sealed-value";
import { z } from "zod";
import { type VaultClient, VaultError } from "./vault-client.ts";

const ciphertext = z.object({ ciphertext: z.string().regex(/^vault:v\d+:/) });
const plaintext = z.object({ plaintext: z.base64() });
const keyInfo = z.object({ latest_version: z.int().positive() });

/**
 * A transit key of HashiCorp Vault: the master key never leaves Vault, which wraps and unwraps. Each version of the transit
 * key is a master key of its own, `vault:<mount>/<key>:v<version>`.
 *
 * A key's place is sealed in beside it (bound-key.ts): transit's own additional data is not for every type of key, and
 * transit/rewrap must work without the key coming here.
 */
export function createVaultWrapper(options: { client: VaultClient; mount: string; key: string }): KeyWrapper {
  const { client, mount, key } = options;
  const name = `vault:${mount}/${key}`;

  function wrappedOf(data: unknown): WrappedBytes {
    const { ciphertext: wrapped } = ciphertext.parse(data);
    return { wrapped, masterKeyId: `${name}:${wrapped.split(":")[1]}` };
  }

  return {
    name,
    opens: (id) => id.startsWith(`${name}:v`),
    async currentId() {
      const info = keyInfo.parse(await client.call("GET", `${mount}/keys/${key}`));
      return `${name}:v${info.latest_version}`;
    },
    async wrap(bytes, place) {
      const body = { plaintext: bindKey(bytes, place).toString("base64") };
      return wrappedOf(await client.call("POST", `${mount}/encrypt/${key}`, body));
    },
    async unwrap({ wrapped }, place) {
      const data = await client
        .call("POST", `${mount}/decrypt/${key}`, { ciphertext: wrapped })
        .catch(asSealError(place));
      return keyOfPlace(Buffer.from(plaintext.parse(data).plaintext, "base64"), place);
    },
    async rewrap({ wrapped, masterKeyId }, place) {
      const data = await client
        .call("POST", `${mount}/rewrap/${key}`, { ciphertext: wrapped })
        .catch(asSealError(place));
      const renewed = wrappedOf(data);
      return renewed.masterKeyId === masterKeyId ? { wrapped, masterKeyId } : renewed;
    },
  };
}

/** 400 is what transit says to a ciphertext that doesn't open; anything else is trouble with Vault itself. */
function asSealError(place: readonly string[]): (error: unknown) => never {
  return (error) => {
    if (error instanceof VaultError && error.status === 400) throw new SealError(place);
    throw error;
  };
}
