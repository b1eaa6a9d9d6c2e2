import { webcrypto } from "node:crypto";
import { CertificateChainValidationEngine, CryptoEngine } from "pkijs";
import { CertificateError } from "./certificate-error.ts";
import type { CertificatePath } from "./find-paths.ts";
import { holdPath } from "./hold-path.ts";
import { holdNameConstraints } from "./name-constraints.ts";

/** Given to each call, since pkijs would otherwise look for one among the globals. */
export const engine = new CryptoEngine({ name: "node", crypto: webcrypto as never });

/**
 * Path validation of RFC 5280 section 6 for one path whose signatures `findPaths` has verified. pkijs gets this path and no
 * other: its own search has no bound and verifies each signature anew.
 * @throws CertificateError
 */
export async function validatePath(path: CertificatePath, now: number): Promise<void> {
  holdPath(path, now);
  holdNameConstraints(path);
  const [leaf, ...rest] = path;
  const anchor = rest.pop();
  if (anchor === undefined) throw new CertificateError("the certificate is not signed by an authority");
  const issuers = new Map(path.map(({ parsed }, index) => [parsed, path[index + 1]?.parsed]));
  const validator = new CertificateChainValidationEngine({
    trustedCerts: [anchor.parsed],
    // The last one is the leaf.
    certs: [...rest.map(({ parsed }) => parsed), leaf.parsed],
    checkDate: new Date(now),
    findIssuer: async (certificate) => [issuers.get(certificate)].filter((one) => one !== undefined),
  });
  const result = await validator.verify({}, engine);
  if (result.result) return;
  throw new CertificateError(`the path is not valid: ${result.resultMessage || `code ${result.resultCode}`}`);
}
