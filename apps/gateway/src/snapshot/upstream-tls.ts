import { createHash } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Secret } from "@zerq/logging/secret";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { CompileError } from "./compile-error.ts";

/** TLS towards an upstream, in the names of `tls.connect`; the certificates are read once, not for every connection. */
export type UpstreamTls = {
  readonly secureContext: SecureContext;
  /** The name that the upstream's certificate must have; not set: the host of its URL. */
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
};

/** What the gateway shows of itself. PEM. */
export type TlsIdentity = {
  readonly certificate: string;
  readonly privateKey: Secret<string>;
  /** Authorities of the upstream's certificate, instead of the usual ones and of the collection's. */
  readonly ca: string | undefined;
};

export type CompiledTls = {
  readonly tls: UpstreamTls | undefined;
  /** Differs for whatever must not share a connection; empty for the usual TLS. */
  readonly digest: string;
};

type Settings = GatewayEntity<"collection">["tls"];

/** @throws CompileError for certificates and keys that can't be read or don't belong together */
export function compileTls(settings: Settings, identity: TlsIdentity | undefined): CompiledTls {
  if (settings === undefined && identity === undefined) return { tls: undefined, digest: "" };
  const ca = identity?.ca ?? settings?.ca ?? undefined;
  const cert = identity?.certificate;
  const key = identity?.privateKey.reveal();
  const servername = settings?.serverName ?? undefined;
  const rejectUnauthorized = settings?.verify ?? true;
  const digest = createHash("sha256")
    .update(JSON.stringify([ca, cert, key, servername, rejectUnauthorized]))
    .digest("base64url");
  const secureContext = readContext({
    minVersion: "TLSv1.2",
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && key !== undefined && { cert, key }),
  });
  return {
    tls: { secureContext, rejectUnauthorized, ...(servername !== undefined && { servername }) },
    digest,
  };
}

function readContext(options: Parameters<typeof createSecureContext>[0]): SecureContext {
  try {
    if (typeof options?.ca === "string" && certificatesIn(options.ca).length === 0)
      throw new TypeError("no certificate");
    return createSecureContext(options);
  } catch {
    // OpenSSL's own words could quote what it was given.
    throw new CompileError(
      "a certificate or key towards the upstream can't be read, or they don't belong together",
    );
  }
}
