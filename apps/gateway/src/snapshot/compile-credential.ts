import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { CompileError } from "./compile-error.ts";
import type { QueryCredential } from "./route.ts";
import type { SecretOpener } from "./secret-opener.ts";

/** A credential as a route applies it. Plain text lives only in compiled routes, in memory. */
export type CompiledCredential = {
  /** Where it may be sent; empty: wherever its collection points to. */
  readonly origins: ReadonlySet<string>;
  readonly apply:
    | { readonly in: "header"; readonly name: string; readonly value: string }
    | ({ readonly in: "query" } & QueryCredential)
    | { readonly in: "nowhere"; readonly missingEnv: string };
};

type Credential = GatewayEntity<"credential">;

const compilers: Readonly<
  Record<"api_key", (credential: Credential, opener: SecretOpener) => CompiledCredential["apply"]>
> = {
  api_key: compileApiKey,
};

/** @throws CompileError for a type that this gateway doesn't apply, SealError for a value sealed for another place */
export function compileCredential(credential: Credential, opener: SecretOpener): CompiledCredential {
  const compile = Object.hasOwn(compilers, credential.type)
    ? compilers[credential.type as "api_key"]
    : undefined;
  if (compile === undefined)
    throw new CompileError(`credentials of type ${credential.type} are not supported`);
  return { origins: new Set(credential.origins), apply: compile(credential, opener) };
}

function compileApiKey(credential: Credential, opener: SecretOpener): CompiledCredential["apply"] {
  const { keyIn, keyName } = credential.fields;
  const source = credential.secrets["apiKey"];
  if (source === undefined || keyName === undefined)
    throw new CompileError("an api_key credential without key or name");
  const opened = opener.open(source, "credential", credential.id, "apiKey");
  if ("missing" in opened) return { in: "nowhere", missingEnv: opened.missing };
  if (keyIn === "header") return { in: "header", name: keyName, value: opened.value };
  if (keyIn !== "query") throw new CompileError(`an api_key credential in ${keyIn ?? "nothing"}`);
  return {
    in: "query",
    name: keyName,
    pair: `${encodeURIComponent(keyName)}=${encodeURIComponent(opened.value)}`,
  };
}
