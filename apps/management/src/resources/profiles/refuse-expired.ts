import { readRevocationLists } from "@zerq/auth/certificates/read-pem";
import { AppError } from "@zerq/errors/app-error";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import type { MtlsRules } from "./mtls-rules.schema.ts";

/**
 * Refuses authorities and lists whose time is over when they are given, and only then: a profile whose authority has expired
 * since must still be changed, if only to make it inactive.
 * @throws AppError `validation_failed`
 */
export function refuseExpired(rules: MtlsRules, before: MtlsRules | undefined, now = Date.now()): void {
  if (rules.caCertificates !== before?.caCertificates) {
    const expired = certificatesIn(rules.caCertificates).find((one) => one.validToDate.getTime() <= now);
    if (expired !== undefined)
      throw over(
        "mtls.caCertificates",
        `${oneLine(expired.subject)} has expired. Leave it out, or give the renewed one`,
      );
  }
  const pem = rules.crl?.pem ?? null;
  if (pem === null || pem === before?.crl?.pem) return;
  if (readRevocationLists(Buffer.from(pem)).some(({ nextUpdate }) => nextUpdate <= now))
    throw over(
      "mtls.crl.pem",
      "a list of it is not current any more (nextUpdate). Give the newest one, or its url",
    );
}

function over(path: string, message: string): AppError {
  return new AppError("validation_failed", { details: [{ path, code: "expired", message }] });
}

function oneLine(name: string): string {
  return name.split("\n").join(", ");
}
