/**
 * Names of headers, members of JSON, form fields and query parameters whose values are never captured (docs/request-log.md
 * lists them). A name is compared without case and without `-`, `_` and `.`: `X-Api-Key`, `apiKey` and `api_key` are one.
 */
const exact = new Set([
  "authorization",
  "proxyauthorization",
  "cookie",
  "setcookie",
  "clientcert",
  "clientcertchain",
  "code",
  "otp",
  "pin",
  "cvc",
  "cvv",
  "pwd",
  "pass",
  "assertion",
  "clientassertion",
]);
const parts = [
  "token",
  "secret",
  "passw",
  "passphrase",
  "apikey",
  "accesskey",
  "privatekey",
  "credential",
  "signature",
  "session",
  "jwt",
  "bearer",
];

/** Beyond it a name is sensitive without a look: nobody names a field so long, and the look costs. */
const LONGEST = 256;

export function isSensitiveName(name: string): boolean {
  if (name.length > LONGEST) return true;
  const plain = name.toLowerCase().replace(/[-_.\s]/g, "");
  return exact.has(plain) || parts.some((part) => plain.includes(part));
}

export const REDACTED = "[redacted]";
