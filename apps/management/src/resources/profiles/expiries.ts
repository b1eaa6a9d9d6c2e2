import { readRevocationLists } from "@zerq/auth/certificates/read-pem";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import type { ProfileDocument } from "./profile.model.ts";

/**
 * Every moment at which something of a profile ends: itself, versions of its token or secret, certificates of its
 * authorities, and revocation lists that were given as PEM. Stored beside what it comes from, so that one index finds what
 * ends soon.
 */
export function expiriesOf({ expiresAt, token, jwt, mtls }: Omit<ProfileDocument, "expiries">): Date[] {
  const versions = [...token.versions, ...(jwt?.versions ?? [])];
  const pem = mtls?.crl?.pem ?? null;
  const moments = [
    expiresAt,
    ...versions.map((version) => version.expiresAt),
    ...(mtls === undefined ? [] : certificatesIn(mtls.caCertificates).map(({ validToDate }) => validToDate)),
    ...(pem === null
      ? []
      : readRevocationLists(Buffer.from(pem)).map(({ nextUpdate }) => new Date(nextUpdate))),
  ];
  return moments.filter((moment) => moment !== null && moment !== undefined);
}
