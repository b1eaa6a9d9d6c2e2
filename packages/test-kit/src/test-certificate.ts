import { selfSigned } from "@zerq/dev-stack/certificate/self-signed";

/** A certificate for the loopback names, signed by its own key and good for a day; both as PEM. */
export function testCertificate(): Promise<{ certificate: string; privateKey: string }> {
  return selfSigned(1);
}
