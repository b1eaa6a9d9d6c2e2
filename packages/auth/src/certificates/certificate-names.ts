import type { AltName, Certificate, GeneralName } from "pkijs";
import { oid } from "./oids.ts";

/** The names that a certificate is for, by their kind, in the form in which they are compared. */
export type CertificateNames = {
  /** Common names of the subject, as they are. */
  readonly cn: readonly string[];
  readonly dns: readonly string[];
  readonly uri: readonly string[];
  readonly email: readonly string[];
  readonly ip: readonly string[];
};

/** Tags of GeneralName (RFC 5280 section 4.2.1.6). */
const tags = { email: 1, dns: 2, uri: 6, ip: 7 } as const;

/**
 * Names by type, read from the bytes. The one text that OpenSSL makes of all of them can't be taken apart again: a name may
 * hold what separates two (CVE-2021-44532).
 */
export function namesOf(certificate: Certificate, alternative: AltName | undefined): CertificateNames {
  const alternatives = alternative?.altNames ?? [];
  const texts = (tag: number): string[] =>
    alternatives.filter(({ type }) => type === tag).map(({ value }) => String(value));
  return {
    cn: certificate.subject.typesAndValues
      .filter(({ type }) => type === oid.commonName)
      .map(({ value }) => String(value.valueBlock.value)),
    dns: texts(tags.dns).map((name) => name.toLowerCase()),
    uri: texts(tags.uri),
    email: texts(tags.email).map(comparableEmail),
    ip: alternatives.filter(({ type }) => type === tags.ip).map(addressOf),
  };
}

/** The domain is compared without case, what is before it exactly (RFC 5280 section 7.5). */
export function comparableEmail(address: string): string {
  const at = address.lastIndexOf("@");
  return at === -1 ? address : address.slice(0, at) + address.slice(at).toLowerCase();
}

/** One spelling of each IPv6 address (RFC 5952). */
export function comparableIpv6(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

function addressOf({ value }: GeneralName): string {
  const bytes = Buffer.from((value as { valueBlock: { valueHexView: Uint8Array } }).valueBlock.valueHexView);
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return "";
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return comparableIpv6(groups.join(":"));
}
