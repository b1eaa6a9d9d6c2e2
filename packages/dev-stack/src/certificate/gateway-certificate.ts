import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DAYS = 365;
const RENEWED_BEFORE_MS = 30 * 86_400_000;

export type CertificateFiles = { certificateFile: string; keyFile: string };

/** The certificate of the gateway's TLS listener: made at the first start, and anew when it is damaged or about to expire. */
export async function gatewayCertificate(directory: string): Promise<CertificateFiles> {
  const files = { certificateFile: join(directory, "gateway.crt"), keyFile: join(directory, "gateway.key") };
  if (isGood(files)) return files;
  // Loaded only when it is needed: it takes a fifth of a second.
  const { selfSigned } = await import("./self-signed.ts");
  const { certificate, privateKey } = await selfSigned(DAYS);
  mkdirSync(directory, { recursive: true });
  writeFileSync(files.keyFile, privateKey, { mode: 0o600 });
  writeFileSync(files.certificateFile, certificate);
  return files;
}

function isGood({ certificateFile, keyFile }: CertificateFiles): boolean {
  try {
    const certificate = new X509Certificate(readFileSync(certificateFile));
    const left = certificate.validToDate.getTime() - Date.now();
    return left > RENEWED_BEFORE_MS && certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile)));
  } catch {
    return false;
  }
}
