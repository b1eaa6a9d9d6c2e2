/**
 * How a secret may stand in a text: as it is, escaped for JSON once and twice, percent-encoded, in hex, and in base64 and
 * base64url at each of the three offsets that it can have in what was encoded with it.
 */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const escaped = escapedForJson(secret);
  const percent = encodeURIComponent(secret);
  const hex = bytes.toString("hex");
  return [
    ...new Set([
      ...[secret, escaped, escapedForJson(escaped)],
      ...[percent, percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
      ...[hex, hex.toUpperCase()],
      ...base64FormsOf(bytes),
    ]),
  ];
}

/** A key that is bytes, not text: what a leak of it would be made of. */
export function formsOfBytes(bytes: Buffer): string[] {
  const hex = bytes.toString("hex");
  return [...new Set([hex, hex.toUpperCase(), ...base64FormsOf(bytes)])];
}

function escapedForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function base64FormsOf(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    // The first and the last characters hold bits of what is around it.
    const whole = padded.subarray(0, padded.length - (padded.length % 3));
    const from = offset === 0 ? 0 : 4;
    return [whole.toString("base64").slice(from), whole.toString("base64url").slice(from)];
  });
}
