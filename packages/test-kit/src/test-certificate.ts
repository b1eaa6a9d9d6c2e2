import { selfSigned } from "@zerq/dev-stack/certificate/self-signed";

/** A certificate for the loopback names, or others, signed by its own key and good for a day; both as PEM. */
export function testCertificate(
  names?: readonly string[],
  days = 1,
): Promise<{ certificate: string; privateKey: string }> {
  return selfSigned(days, names);
}
