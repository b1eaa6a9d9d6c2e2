import { CertificateError } from "./certificate-error.ts";
import { type ReadCertificate, readCertificate } from "./read-certificate.ts";
import { type RevocationList, readRevocationList } from "./revocation-list.ts";

/** Most certificates of one bundle, and most lists. */
const MAX_BLOCKS = 50;

/** @throws CertificateError for a text without certificates, or with one that can't be read */
export function readCertificates(pem: string): ReadCertificate[] {
  return blocksOf(pem, "CERTIFICATE").map(readCertificate);
}

/** @param text PEM, or the DER of one list. @throws CertificateError */
export function readRevocationLists(text: Buffer): RevocationList[] {
  // DER begins with the tag of a sequence, which is the digit 0: no PEM does.
  if (text[0] === 0x30) return [readRevocationList(text)];
  return blocksOf(text.toString("latin1"), "X509 CRL").map(readRevocationList);
}

function blocksOf(pem: string, label: string): Buffer[] {
  const begin = `-----BEGIN ${label}-----`;
  const end = `-----END ${label}-----`;
  // Split instead of a pattern: a text of megabytes must not be looked at again and again.
  const [, ...parts] = pem.split(begin);
  if (parts.length === 0) throw new CertificateError(`there is no ${begin} in it`);
  if (parts.length > MAX_BLOCKS) throw new CertificateError(`there are more than ${MAX_BLOCKS} blocks in it`);
  return parts.map((part) => {
    const [body, rest] = part.split(end);
    if (body === undefined || rest === undefined || !/^[A-Za-z0-9+/=\s]+$/.test(body))
      throw new CertificateError(`a block of it has no ${end}, or is no base64`);
    return Buffer.from(body, "base64");
  });
}
