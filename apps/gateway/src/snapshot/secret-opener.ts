import type { KeyObject } from "node:crypto";
import { openValue } from "@zerq/crypto/sealed-value";
import type { SecretSource } from "@zerq/plane-protocol/gateway-entities";
import type { EnvResolver } from "../env.ts";
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

export function createSecretOpener(
  key: KeyObject,
  deployment: string,
  resolveEnv: EnvResolver,
  resolveFile: FileResolver = () => undefined,
): SecretOpener {
  const place = (kind: string, id: string, field: string) => ["snapshot", deployment, kind, id, field];
  return {
    open(source, kind, id, field) {
      if ("sealed" in source)
        return { value: openValue(key, source.sealed, place(kind, id, field)).toString("utf8") };
      const [name, value] =
        "env" in source ? [source.env, resolveEnv(source.env)] : [source.file, resolveFile(source.file)];
      return value === undefined ? { missing: name } : { value: value.reveal() };
    },
    openBytes(source, kind, id, field) {
      return openValue(key, source.sealed, place(kind, id, field));
    },
  };
}
