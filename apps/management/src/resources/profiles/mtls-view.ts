import { readRevocationLists } from "@zerq/auth/certificates/read-pem";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import type { MtlsRules } from "./mtls-rules.schema.ts";

const DAY_MS = 86_400_000;

/** The rules as a read shows them: with what their certificates and lists say, and how long they last. */
export function mtlsView({ caCertificates, match, crl }: MtlsRules, now = Date.now()) {
  return { caCertificates, authorities: authoritiesOf(caCertificates, now), match, crl: crlView(crl, now) };
}

function authoritiesOf(pem: string, now: number) {
  return certificatesIn(pem).map((certificate) => ({
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serial: certificate.serialNumber.toLowerCase(),
    thumbprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    expiresInDays: daysUntil(certificate.validToDate.getTime(), now),
  }));
}

function crlView(crl: MtlsRules["crl"], now: number) {
  if (crl === null) return null;
  const { pem, url, refreshSeconds } = crl;
  const lists = pem === null ? [] : readRevocationLists(Buffer.from(pem));
  return {
    pem,
    lists: lists.map(({ thisUpdate, nextUpdate, revoked }) => ({
      thisUpdate: new Date(thisUpdate).toISOString(),
      nextUpdate: new Date(nextUpdate).toISOString(),
      expiresInDays: daysUntil(nextUpdate, now),
      revoked: revoked.size,
    })),
    url,
    refreshSeconds,
  };
}

function daysUntil(time: number, now: number): number {
  return Math.floor((time - now) / DAY_MS);
}

function oneLine(name: string): string {
  return name.split("\n").join(", ");
}
