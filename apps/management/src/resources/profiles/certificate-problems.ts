import { CertificateError } from "@zerq/auth/certificates/certificate-error";
import { mayAuthorize } from "@zerq/auth/certificates/hold-path";
import { readCertificates, readRevocationLists } from "@zerq/auth/certificates/read-pem";

/**
 * What is wrong with a text of trusted authorities, whatever the time is, and what to do about it.
 * @returns undefined when nothing is; nothing of the text itself
 */
export function authorityProblem(pem: string): string | undefined {
  return problemIn(() => {
    for (const certificate of readCertificates(pem)) mayAuthorize(certificate);
  }, "Give the PEM of the authorities that issue the clients' certificates");
}

export function revocationListProblem(pem: string): string | undefined {
  return problemIn(
    () => readRevocationLists(Buffer.from(pem)),
    "Give PEM, as openssl ca -gencrl writes it, one list after another",
  );
}

function problemIn(read: () => unknown, advice: string): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof CertificateError) return `can't be used: ${error.message}. ${advice}`;
    throw error;
  }
}
