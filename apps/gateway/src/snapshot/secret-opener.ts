import { openUnderAny } from "@zerq/crypto/sealed-value";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import type { SecretSource } from "@zerq/plane-protocol/gateway-entities";
import type { EnvResolver } from "../env-resolver.ts";
import type { FileResolver } from "./secret-files.ts";

/** `missing` is the name of an environment variable or a secret file that isn't there, or that may not be read. */
type Opened = { readonly value: string } | { readonly missing: string };

/** Opens values of a snapshot: what is sealed under SNAPSHOT_KEY, and what the environment or a mounted file holds. */
export type SecretOpener = {
  /** @throws SealError for a value that was not sealed for this place */
  open(source: SecretSource, kind: string, id: string, field: string): Opened;
  /** @throws SealError */
  openBytes(source: { sealed: string }, kind: string, id: string, field: string): Buffer;
};

/** What a sealed value is bound to: it opens nowhere else. */
export function placeInSnapshot(deployment: string, kind: string, id: string, field: string): string[] {
  return ["snapshot", deployment, kind, id, field];
}

/** @param keys SNAPSHOT_KEY and the ones before it */
export function createSecretOpener(
  keys: AcceptedKeys,
  deployment: string,
  resolveEnv: EnvResolver,
  resolveFile: FileResolver = () => undefined,
): SecretOpener {
  const unseal = (sealed: string, kind: string, id: string, field: string) =>
    openUnderAny(keys, sealed, placeInSnapshot(deployment, kind, id, field)).plain;
  return {
    open(source, kind, id, field) {
      if ("sealed" in source) return { value: unseal(source.sealed, kind, id, field).toString("utf8") };
      const [name, value] =
        "env" in source ? [source.env, resolveEnv(source.env)] : [source.file, resolveFile(source.file)];
      return value === undefined ? { missing: name } : { value: value.reveal() };
    },
    openBytes(source, kind, id, field) {
      return unseal(source.sealed, kind, id, field);
    },
  };
}
