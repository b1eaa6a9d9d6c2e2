/** Why a certificate, a chain or a revocation list is refused: a sentence part for the log, or for the operator who saves it. */
export class CertificateError extends Error {}
