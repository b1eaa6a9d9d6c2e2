/**
 * Parts joined so that no two different lists give the same bytes: each part is preceded by its length in bytes as a
 * 32-bit big-endian number. Used for additional authenticated data and for everything a MAC covers.
 */
export function lengthPrefixed(parts: readonly (string | Buffer)[]): Buffer {
  let size = 0;
  for (const part of parts) size += 4 + (typeof part === "string" ? Buffer.byteLength(part) : part.length);
  const joined = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) {
    const length = typeof part === "string" ? Buffer.byteLength(part) : part.length;
    at = joined.writeUInt32BE(length, at);
    if (typeof part === "string") joined.write(part, at, length, "utf8");
    else part.copy(joined, at);
    at += length;
  }
  return joined;
}
