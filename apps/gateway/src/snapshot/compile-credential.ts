import { createHash } from "node:crypto";
import { Secret } from "@zerq/logging/secret";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { type HeaderRole, headerName } from "../request/header-roles.ts";
import type { TokenRequest } from "../upstream/token-request.ts";
import { CompileError } from "./compile-error.ts";
import type { QueryCredential } from "./route.ts";
import type { SecretOpener } from "./secret-opener.ts";
import type { TlsIdentity } from "./upstream-tls.ts";

/** A credential as a route applies it. Plain text lives only in compiled routes, in memory. */
export type CompiledCredential = {
  /** Where it may be sent; empty: wherever its collection points to. */
  readonly origins: ReadonlySet<string>;
  readonly apply:
    | { readonly in: "header"; readonly name: string; readonly value: string }
    | ({ readonly in: "query" } & QueryCredential)
    | { readonly in: "token"; readonly request: TokenRequest }
    | { readonly in: "tls"; readonly identity: TlsIdentity }
    | { readonly in: "nowhere"; readonly missingEnv: string };
};

type Credential = GatewayEntity<"credential">;
type Apply = CompiledCredential["apply"];

/** Opens a secret of the credential that is being compiled. @throws CompileError when it has none of this name */
type OpenSecret = (field: string) => string;

/** A secret that isn't there at run time: the route stays, and answers `credential_unavailable`. */
class MissingSecret extends Error {}

type AppliedType = "basic" | "api_key" | "oauth2_client" | "mtls";
const compilers: Readonly<Record<AppliedType, (credential: Credential, open: OpenSecret) => Apply>> = {
  basic: compileBasic,
  api_key: compileApiKey,
  oauth2_client: compileTokenRequest,
  mtls: compileTlsIdentity,
};

/** @throws CompileError for a type that this gateway doesn't apply, SealError for a value sealed for another place */
export function compileCredential(credential: Credential, opener: SecretOpener): CompiledCredential {
  const compile = Object.hasOwn(compilers, credential.type)
    ? compilers[credential.type as AppliedType]
    : undefined;
  if (compile === undefined)
    throw new CompileError(`credentials of type ${credential.type} are not supported`);
  return { origins: new Set(credential.origins), apply: apply(credential, compile, opener) };
}

function apply(
  credential: Credential,
  compile: (credential: Credential, open: OpenSecret) => Apply,
  opener: SecretOpener,
): Apply {
  const open = (field: string): string => {
    const source = credential.secrets[field];
    if (source === undefined)
      throw new CompileError(`a credential of type ${credential.type} without ${field}`);
    const opened = opener.open(source, "credential", credential.id, field);
    if ("missing" in opened) throw new MissingSecret(opened.missing);
    return opened.value;
  };
  try {
    return compile(credential, open);
  } catch (error) {
    if (error instanceof MissingSecret) return { in: "nowhere", missingEnv: error.message };
    throw error;
  }
}

/** HTTP Basic with UTF-8 (RFC 7617). */
function compileBasic({ fields }: Credential, open: OpenSecret): Apply {
  const { username } = fields;
  if (username === undefined || username.includes(":"))
    throw new CompileError("a basic credential without a name that Basic can carry");
  const pair = Buffer.from(`${username}:${open("password")}`, "utf8").toString("base64");
  return { in: "header", name: "authorization", value: `Basic ${pair}` };
}

const keyRoles: ReadonlySet<HeaderRole> = new Set(["plain", "authorization"]);

function compileApiKey({ fields }: Credential, open: OpenSecret): Apply {
  const { keyIn, keyName } = fields;
  if (keyName === undefined) throw new CompileError("an api_key credential without a name");
  const key = open("apiKey");
  if (keyIn === "header") {
    // The upstream would take the key for who is calling, or for where from.
    if (!keyRoles.has(headerName(keyName).role))
      throw new CompileError(`an api_key credential can't be called ${keyName}`);
    return { in: "header", name: keyName, value: key };
  }
  if (keyIn !== "query") throw new CompileError(`an api_key credential in ${keyIn ?? "nothing"}`);
  return {
    in: "query",
    name: keyName,
    pair: `${encodeURIComponent(keyName)}=${encodeURIComponent(key)}`,
  };
}

function compileTokenRequest({ id, fields }: Credential, open: OpenSecret): Apply {
  const { tokenUrl = "", clientId, scopes: scope = "", audience = "" } = fields;
  if (!URL.canParse(tokenUrl) || clientId === undefined)
    throw new CompileError("an oauth2_client credential without a token URL or a client id");
  const { protocol, username, password } = new URL(tokenUrl);
  if (!/^https?:$/.test(protocol) || username !== "" || password !== "")
    throw new CompileError("the token URL is neither http nor https, or has credentials in it");
  const secret = open("clientSecret");
  const key = createHash("sha256")
    .update(JSON.stringify([id, tokenUrl, clientId, secret, scope, audience]))
    .digest("base64url");
  const request = { key, tokenUrl, clientId, clientSecret: new Secret(secret), scope, audience };
  return { in: "token", request };
}

function compileTlsIdentity({ secrets }: Credential, open: OpenSecret): Apply {
  const certificate = open("clientCertificate");
  const privateKey = new Secret(open("clientPrivateKey"));
  const ca = secrets["caCertificate"] === undefined ? undefined : open("caCertificate");
  return { in: "tls", identity: { certificate, privateKey, ca } };
}
