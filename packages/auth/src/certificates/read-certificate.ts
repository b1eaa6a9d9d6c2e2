import { hash, X509Certificate } from "node:crypto";
import {
  type AltName,
  type BasicConstraints,
  Certificate,
  type Extension,
  type ExtKeyUsage,
  type NameConstraints,
} from "pkijs";
import { CertificateError } from "./certificate-error.ts";
import { type CertificateNames, namesOf } from "./certificate-names.ts";
import { oid } from "./oids.ts";

/** Bytes of one certificate; those in use have one or two thousand. */
const MAX_BYTES = 16 * 1_024;

/** A certificate as it is held to rules: what OpenSSL read for signatures, and what pkijs read for everything else. */
export type ReadCertificate = {
  readonly x509: X509Certificate;
  readonly parsed: Certificate;
  /** SHA-256 of the DER, lower-case hex. */
  readonly thumbprint: string;
  /** Lower-case hex, without leading zeros. */
  readonly serial: string;
  /** Relative names in turn, such as `CN=partner-a, O=Bank`. */
  readonly subject: string;
  readonly issuer: string;
  readonly names: CertificateNames;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
  /** How many authorities may stand between it and the end of a path; undefined: any number. */
  readonly pathLength: number | undefined;
  /** The first octet of keyUsage (RFC 5280 section 4.2.1.3, bit 0 is the highest); undefined without the extension. */
  readonly keyUsage: number | undefined;
  /** Undefined without the extension: then every purpose is allowed (RFC 5280 section 4.2.1.12). */
  readonly purposes: readonly string[] | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  /** Identifiers of its critical extensions. */
  readonly critical: readonly string[];
};

/** @throws CertificateError for what is no certificate, or one with an extension that can't be read */
export function readCertificate(der: Buffer): ReadCertificate {
  if (der.length > MAX_BYTES) throw new CertificateError(`a certificate is longer than ${MAX_BYTES} bytes`);
  const { x509, parsed } = parse(der);
  const extensions = parsed.extensions ?? [];
  refuseRepeated(extensions);
  const constraints = extensionValue<BasicConstraints>(extensions, oid.basicConstraints);
  const usage = extensionValue<{ valueBlock: { valueHexView: Uint8Array } }>(extensions, oid.keyUsage);
  return {
    x509,
    parsed,
    thumbprint: hash("sha256", der, "hex"),
    serial: x509.serialNumber.toLowerCase().replace(/^0+(?=.)/, ""),
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    names: namesOf(parsed, extensionValue<AltName>(extensions, oid.subjectAltName)),
    notBefore: x509.validFromDate.getTime(),
    notAfter: x509.validToDate.getTime(),
    isAuthority: constraints?.cA === true,
    pathLength: pathLengthOf(constraints),
    keyUsage: usage === undefined ? undefined : (usage.valueBlock.valueHexView[0] ?? 0),
    purposes: extensionValue<ExtKeyUsage>(extensions, oid.extendedKeyUsage)?.keyPurposes,
    nameConstraints: extensionValue<NameConstraints>(extensions, oid.nameConstraints),
    critical: extensions.filter(({ critical }) => critical).map(({ extnID }) => extnID),
  };
}

function parse(der: Buffer): { x509: X509Certificate; parsed: Certificate } {
  try {
    return { x509: new X509Certificate(der), parsed: Certificate.fromBER(der) };
  } catch {
    throw new CertificateError("a certificate can't be read");
  }
}

/** Which of two would count is up to whoever reads it (RFC 5280 section 4.2 forbids it). */
function refuseRepeated(extensions: readonly Extension[]): void {
  const names = extensions.map(({ extnID }) => extnID);
  if (new Set(names).size < names.length) throw new CertificateError("an extension is there twice");
}

function extensionValue<T>(extensions: readonly Extension[], id: string): T | undefined {
  const extension = extensions.find(({ extnID }) => extnID === id);
  if (extension === undefined) return undefined;
  const value = extension.parsedValue;
  // pkijs leaves out, or marks, what it could not read.
  if (value === undefined || value === null || "parsingError" in value)
    throw new CertificateError(`the extension ${id} can't be read`);
  return value as T;
}

function pathLengthOf(constraints: BasicConstraints | undefined): number | undefined {
  const length = constraints?.pathLenConstraint;
  if (length === undefined) return undefined;
  // A number too long to be read as one limits nothing that could be sent.
  return typeof length === "number" ? length : Number.MAX_SAFE_INTEGER;
}

function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").join(", ");
}
