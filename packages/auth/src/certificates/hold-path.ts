import { CertificateError } from "./certificate-error.ts";
import type { CertificatePath } from "./find-paths.ts";
import { oid } from "./oids.ts";
import type { ReadCertificate } from "./read-certificate.ts";
import { refuseWeak } from "./refuse-weak.ts";

/** Bits of keyUsage in its first octet. */
const DIGITAL_SIGNATURE = 0x80;
const KEY_CERT_SIGN = 0x04;

/** Critical extensions that are processed, here or by the path validator (RFC 5280 section 4.2: any other is a refusal). */
const processed: ReadonlySet<string> = new Set([
  oid.keyUsage,
  oid.subjectAltName,
  oid.basicConstraints,
  oid.nameConstraints,
  oid.certificatePolicies,
  oid.policyMappings,
  oid.policyConstraints,
  oid.extendedKeyUsage,
  oid.inhibitAnyPolicy,
]);

/**
 * What the path validator leaves to its caller: time with a reason, key usage and purpose of the leaf, the length that
 * authorities allow, extensions that nobody understands, weak keys and signatures.
 * @throws CertificateError
 */
export function holdPath(path: CertificatePath, now: number): void {
  const [leaf, ...authorities] = path;
  holdLeaf(leaf);
  for (const [index, certificate] of path.entries()) {
    const name = `the certificate of ${certificate.subject}`;
    if (certificate.notAfter < now) throw new CertificateError(`${name} has expired`);
    if (certificate.notBefore > now) throw new CertificateError(`${name} is not valid yet`);
    const unknown = certificate.critical.find((id) => !processed.has(id));
    if (unknown !== undefined)
      throw new CertificateError(`${name} has the critical extension ${unknown}, which is not known`);
    // Nobody relies on the trusted one's own signature.
    refuseWeak(certificate, { isTrusted: index === path.length - 1 });
  }
  for (const [between, authority] of authorities.entries()) holdAuthority(authority, between, authorities);
}

function holdLeaf(leaf: ReadCertificate): void {
  if (leaf.isAuthority) throw new CertificateError("the certificate is that of an authority");
  if (leaf.keyUsage !== undefined && (leaf.keyUsage & DIGITAL_SIGNATURE) === 0)
    throw new CertificateError("the certificate's key usage has no digitalSignature");
  if (leaf.purposes !== undefined && !leaf.purposes.includes(oid.clientAuth))
    throw new CertificateError("the certificate's extended key usage has no clientAuth");
}

/**
 * What an authority has to be, whatever it is asked about and whenever.
 * @throws CertificateError
 */
export function mayAuthorize(authority: ReadCertificate): void {
  const { subject, isAuthority, keyUsage } = authority;
  if (!isAuthority) throw new CertificateError(`the certificate of ${subject} is no authority's`);
  if (keyUsage !== undefined && (keyUsage & KEY_CERT_SIGN) === 0)
    throw new CertificateError(`the key usage of ${subject} has no keyCertSign`);
  refuseWeak(authority, { isTrusted: true });
}

/** @param index how many authorities stand between this one and the leaf */
function holdAuthority(
  authority: ReadCertificate,
  index: number,
  authorities: readonly ReadCertificate[],
): void {
  const { subject, purposes, pathLength } = authority;
  mayAuthorize(authority);
  // An authority that is limited to other purposes can't hand out this one.
  if (
    purposes !== undefined &&
    ![oid.clientAuth, oid.anyExtendedKeyUsage].some((id) => purposes.includes(id))
  )
    throw new CertificateError(`the extended key usage of ${subject} has no clientAuth`);
  // One that has issued itself a new certificate doesn't count (RFC 5280 section 6.1.4, l).
  const between = authorities.slice(0, index).filter((one) => one.subject !== one.issuer).length;
  if (pathLength !== undefined && between > pathLength)
    throw new CertificateError(`the path is longer than ${subject} allows`);
}
