import { CertificateError } from "./certificate-error.ts";
import type { CertificatePath } from "./find-paths.ts";
import type { ReadCertificate } from "./read-certificate.ts";
import { isOfIssuer, isSignedBy, type RevocationList } from "./revocation-list.ts";

/**
 * Holds every certificate of a path but the trusted one to a current list of its issuer. Without such a list nobody gets in:
 * whoever keeps it away could otherwise undo a revocation.
 * @returns until when that is known, in milliseconds since the epoch
 * @throws CertificateError
 */
export async function checkRevocation(
  path: CertificatePath,
  lists: readonly RevocationList[],
  now: number,
): Promise<number> {
  let until = Number.POSITIVE_INFINITY;
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1] as ReadCertificate;
    const own = lists.filter((list) => isOfIssuer(list, issuer));
    const current = own.filter(({ thisUpdate, nextUpdate }) => thisUpdate <= now && now < nextUpdate);
    const signed = await signedBy(current, issuer);
    if (signed.length === 0) throw new CertificateError(missing(issuer, own.length, current.length));
    if (signed.some(({ revoked }) => revoked.has(certificate.serial)))
      throw new CertificateError(`the certificate of ${certificate.subject} is revoked`);
    until = Math.min(until, ...signed.map(({ nextUpdate }) => nextUpdate));
  }
  return until;
}

async function signedBy(
  lists: readonly RevocationList[],
  issuer: ReadCertificate,
): Promise<RevocationList[]> {
  const verdicts = await Promise.all(lists.map((list) => isSignedBy(list, issuer)));
  return lists.filter((_, index) => verdicts[index]);
}

function missing({ subject }: ReadCertificate, own: number, current: number): string {
  if (own === 0) return `there is no revocation list of ${subject}`;
  return current === 0
    ? `the revocation list of ${subject} is not current`
    : `the revocation list of ${subject} is not signed by it`;
}
