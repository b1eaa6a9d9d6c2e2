import type { AlgorithmIdentifier } from "pkijs";
import { RSASSAPSSParams } from "pkijs";
import { CertificateError } from "./certificate-error.ts";
import { strongDigests, strongSignatures } from "./oids.ts";
import type { ReadCertificate } from "./read-certificate.ts";

/** Bits (NIST SP 800-57 part 1, 112 bits of security). */
const MIN_RSA_BITS = 2_048;
const curves: ReadonlySet<string> = new Set(["prime256v1", "secp384r1", "secp521r1"]);

/**
 * @param isTrusted whether it is trusted as it is: then its own signature says nothing
 * @throws CertificateError for a key or a signature that could be forged
 */
export function refuseWeak(certificate: ReadCertificate, { isTrusted }: { isTrusted: boolean }): void {
  const { x509, subject, parsed } = certificate;
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = x509.publicKey;
  const isRsa = type === "rsa" || type === "rsa-pss";
  if (isRsa && (details?.modulusLength ?? 0) < MIN_RSA_BITS)
    throw new CertificateError(`the key of ${subject} has fewer than ${MIN_RSA_BITS} bits`);
  const isCurve = type === "ed25519" || (type === "ec" && curves.has(details?.namedCurve ?? ""));
  if (!isRsa && !isCurve) throw new CertificateError(`the key of ${subject} is of a kind that is not taken`);
  if (!isTrusted && !isStrong(parsed.signatureAlgorithm))
    throw new CertificateError(`the certificate of ${subject} is signed with a weak or unknown algorithm`);
}

export function isStrong(algorithm: AlgorithmIdentifier): boolean {
  if (!strongSignatures.has(algorithm.algorithmId)) return false;
  if (algorithm.algorithmId !== "1.2.840.113549.1.1.10") return true;
  try {
    const { hashAlgorithm } = new RSASSAPSSParams({ schema: algorithm.algorithmParams });
    return strongDigests.has(hashAlgorithm.algorithmId);
  } catch {
    return false;
  }
}
