import type { ReadCertificate } from "./read-certificate.ts";

/** How a rule names a caller: by common name, by a typed alternative name, or by the one certificate itself. */
export const matchTypes = ["cn", "dns", "uri", "email", "ip", "thumbprint"] as const;
export type MatchType = (typeof matchTypes)[number];

/** `value` in the form in which it is compared (`certificate-names.ts`); of a thumbprint lower-case hex. */
export type CertificateMatch = { readonly type: MatchType; readonly value: string };

type Matches = (certificate: ReadCertificate, value: string) => boolean;

const byType: Readonly<Record<MatchType, Matches>> = {
  /** Of several common names it can't be known which one counts. */
  cn: ({ names }, value) => names.cn.length === 1 && names.cn[0] === value,
  dns: ({ names }, value) => names.dns.includes(value),
  uri: ({ names }, value) => names.uri.includes(value),
  email: ({ names }, value) => names.email.includes(value),
  ip: ({ names }, value) => names.ip.includes(value),
  thumbprint: ({ thumbprint }, value) => thumbprint === value,
};

/** Whether a certificate is one of those that the rules name. No rules name nobody. */
export function isNamed(certificate: ReadCertificate, match: readonly CertificateMatch[]): boolean {
  return match.some(({ type, value }) => byType[type](certificate, value));
}
