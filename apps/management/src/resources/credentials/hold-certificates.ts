import { createPrivateKey } from "node:crypto";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import type { z } from "zod";

type Given = { value: string } | object | undefined;
type MtlsInput = {
  clientCertificate?: Given;
  clientPrivateKey?: Given;
  caCertificate?: Given;
};

/**
 * Holds certificates and keys that are given as values to what they must be: PEM that can be read, and a key that belongs to
 * its certificate. What is referred to by name is the gateway's to read. Nothing of the input is in the messages.
 */
export function holdCertificates(input: MtlsInput, context: z.core.$RefinementCtx): void {
  const refuse = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: [path], message, input: undefined });
  const chain = textOf(input.clientCertificate);
  const key = textOf(input.clientPrivateKey);
  const ca = textOf(input.caCertificate);
  if (ca !== undefined && !isCertificates(ca)) refuse("caCertificate", "must be certificates in PEM");
  if (chain !== undefined && !isCertificates(chain))
    refuse("clientCertificate", "must be a certificate in PEM, with its chain behind it");
  else if (key !== undefined && !isKey(key))
    refuse("clientPrivateKey", "must be a private key in PEM, unencrypted");
  else if (chain !== undefined && key !== undefined && !belongTogether(chain, key))
    refuse("clientPrivateKey", "is not the key of the certificate");
}

export function isCertificates(pem: string): boolean {
  try {
    return certificatesIn(pem).length > 0;
  } catch {
    return false;
  }
}

function textOf(given: Given): string | undefined {
  return given !== undefined && "value" in given ? given.value : undefined;
}

function isKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).type === "private";
  } catch {
    return false;
  }
}

function belongTogether(chain: string, key: string): boolean {
  const [own] = certificatesIn(chain);
  return own?.checkPrivateKey(createPrivateKey(key)) === true;
}
