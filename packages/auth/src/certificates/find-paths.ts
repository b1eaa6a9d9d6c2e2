import type { ReadCertificate } from "./read-certificate.ts";

/** A leaf, the authorities between, and the trusted one at its end. */
export type CertificatePath = readonly [ReadCertificate, ...ReadCertificate[]];

/** What a search may cost. A caller chooses what it sends, and a chain of authorities that sign each other has no end. */
const MAX_LENGTH = 7;
const MAX_SIGNATURES = 16;
const MAX_PATHS = 4;

export type PathSearch = {
  readonly paths: readonly CertificatePath[];
  /** How many signatures were verified. */
  readonly signatures: number;
};

/**
 * The paths from a leaf to trusted authorities through those that the caller has sent, each of their signatures verified.
 * Those whose authorities are valid now come first: an authority's certificate may have been renewed with the same key.
 */
export function findPaths(
  leaf: ReadCertificate,
  sent: readonly ReadCertificate[],
  anchors: readonly ReadCertificate[],
  now: number,
): PathSearch {
  const paths: CertificatePath[] = [];
  let signatures = 0;
  const inTime = (list: readonly ReadCertificate[]) =>
    [...list].sort((one, other) => Number(isCurrent(other, now)) - Number(isCurrent(one, now)));
  const trusted = inTime(anchors);
  const between = inTime(sent);

  function isSignedBy(certificate: ReadCertificate, issuer: ReadCertificate): boolean {
    if (paths.length >= MAX_PATHS || signatures >= MAX_SIGNATURES) return false;
    if (!certificate.x509.checkIssued(issuer.x509)) return false;
    signatures += 1;
    return certificate.x509.verify(issuer.x509.publicKey);
  }

  function extend(path: CertificatePath): void {
    const last = path[path.length - 1] as ReadCertificate;
    for (const anchor of trusted) {
      if (!has(path, anchor) && isSignedBy(last, anchor)) paths.push([...path, anchor]);
    }
    if (path.length + 1 >= MAX_LENGTH) return;
    for (const issuer of between) {
      if (!has(path, issuer) && !has(trusted, issuer) && isSignedBy(last, issuer)) extend([...path, issuer]);
    }
  }

  extend([leaf]);
  return { paths, signatures };
}

function isCurrent({ notBefore, notAfter }: ReadCertificate, now: number): boolean {
  return notBefore <= now && now <= notAfter;
}

function has(list: readonly ReadCertificate[], { thumbprint }: ReadCertificate): boolean {
  return list.some((one) => one.thumbprint === thumbprint);
}
