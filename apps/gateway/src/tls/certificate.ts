import { constants, createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { Secret } from "@zerq/logging/secret";

/** A certificate chain and its key as they are in files or settings: PEM. */
export type CertificateText = { readonly certificate: string; readonly key: Secret<string> };

/** A certificate that can be served. */
export type Certificate = {
  readonly text: CertificateText;
  /** Lower-case DNS names that it is for; `*.` stands for one label (RFC 6125 section 6.4.3). */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly context: SecureContext;
};

/**
 * Reads a chain and its key.
 * @throws Error with a sentence part that says what is wrong, and holds nothing of the key
 */
export function readCertificate(text: CertificateText): Certificate {
  const leaf = attempt("its certificate can't be read", () => new X509Certificate(text.certificate));
  const key = attempt("its private key can't be read", () => createPrivateKey(text.key.reveal()));
  if (!leaf.checkPrivateKey(key)) throw new Error("its private key belongs to another certificate");
  const context = attempt("its chain can't be served", () =>
    createSecureContext(contextOptions(text, { resumption: true })),
  );
  return {
    text,
    names: namesOf(leaf),
    notBefore: leaf.validFromDate.getTime(),
    notAfter: leaf.validToDate.getTime(),
    context,
  };
}

/**
 * What a server needs to serve it: TLS 1.2 or newer, and no renegotiation, in which a caller could become another one.
 * @param resumption without it no ticket is of any use (TLS 1.2: there is none), and each connection begins with a whole
 * handshake
 */
export function contextOptions(
  text: CertificateText,
  { resumption }: { resumption: boolean },
): SecureContextOptions {
  const options = constants.SSL_OP_NO_RENEGOTIATION | (resumption ? 0 : constants.SSL_OP_NO_TICKET);
  return { cert: text.certificate, key: text.key.reveal(), minVersion: "TLSv1.2", secureOptions: options };
}

export function isSameText(one: CertificateText, other: CertificateText): boolean {
  return one.certificate === other.certificate && one.key.reveal() === other.key.reveal();
}

function attempt<T>(problem: string, read: () => T): T {
  try {
    return read();
  } catch {
    // OpenSSL's own text says less, and could quote what it has read.
    throw new Error(problem);
  }
}

/** The DNS names; the common name counts only where there are none, as for browsers of old. */
function namesOf(leaf: X509Certificate): string[] {
  const names = (leaf.subjectAltName ?? "")
    .split(", ")
    .filter((name) => name.startsWith("DNS:"))
    .map((name) => name.slice(4).toLowerCase());
  const common = /^CN=(.+)$/m.exec(leaf.subject)?.[1];
  if (leaf.subjectAltName !== undefined || common === undefined) return names;
  return [common.toLowerCase()];
}
