import { hash } from "node:crypto";
import { CertificateError } from "./certificate-error.ts";
import { type ReadCertificate, readCertificate } from "./read-certificate.ts";

/** Authorities that a caller may send besides its own certificate. */
const MAX_SENT = 6;

type ReadChain = { readonly leaf: ReadCertificate; readonly sent: readonly ReadCertificate[] };

/** What a caller presents as its certificate; nothing of it is read before it has to be. One object for each connection. */
export class PresentedCertificate {
  /** SHA-256 of the certificate itself, lower-case hex. */
  readonly thumbprint: string;
  readonly #leaf: Buffer;
  readonly #sent: readonly Buffer[];
  #read: ReadChain | CertificateError | undefined;

  /** @param leaf DER. @param sent DER of further certificates, in any order */
  constructor(leaf: Buffer, sent: readonly Buffer[]) {
    this.thumbprint = hash("sha256", leaf, "hex");
    this.#leaf = leaf;
    this.#sent = sent;
  }

  /** @throws CertificateError */
  read(): ReadChain {
    this.#read ??= this.#tryRead();
    if (this.#read instanceof CertificateError) throw this.#read;
    return this.#read;
  }

  #tryRead(): ReadChain | CertificateError {
    try {
      if (this.#sent.length > MAX_SENT) throw new CertificateError("more authorities than a chain may have");
      return { leaf: readCertificate(this.#leaf), sent: this.#sent.map(readCertificate) };
    } catch (error) {
      if (error instanceof CertificateError) return error;
      throw error;
    }
  }
}
