const REDACTED = "[secret]";

/** Names of fields whose value is never logged, compared without case, `-` and `_`. */
const secretNames = new Set([
  "authorization",
  "proxyauthorization",
  "cookie",
  "setcookie",
  "token",
  "accesstoken",
  "refreshtoken",
  "idtoken",
  "secret",
  "clientsecret",
  "password",
  "apikey",
  "privatekey",
  "clientprivatekey",
  "connectionstring",
  "encryptionkey",
  "snapshotkey",
  "portalkey",
]);

const tokenPattern = /zerq_tok_[0-9A-Za-z]+/g;
const bearerPattern = /\b(Bearer|Basic) +[\w.~+/=-]+/gi;
const urlPasswordPattern = /(\w+:\/\/[^\s:/@]*):[^\s@/]+@/g;

/** Whether a field of this name is a secret, however it is spelled. */
export function isSecretName(name: string): boolean {
  return secretNames.has(name.toLowerCase().replace(/[-_]/g, ""));
}

/** A text without Zerq tokens, bearer and basic credentials, and passwords inside of URLs. */
export function redactText(text: string): string {
  return text
    .replace(tokenPattern, `zerq_tok_${REDACTED}`)
    .replace(bearerPattern, `$1 ${REDACTED}`)
    .replace(urlPasswordPattern, `$1:${REDACTED}@`);
}

/** A copy of plain data with the values of secret names replaced and every string redacted; depth is capped at 8. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= 8) return "[too deep]";
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (value instanceof Error) return redactText(value.stack ?? value.message);
  if ("toJSON" in value && typeof value.toJSON === "function") return redact(value.toJSON(), depth + 1);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecretName(name) ? REDACTED : redact(inner, depth + 1),
    ]),
  );
}
