/** What a connection begins with: a TLS ClientHello as far as it is there. */
export type Hello =
  | { readonly kind: "incomplete" }
  /** `undefined`: it names no host. Also for what is no ClientHello: that is for TLS to refuse. */
  | { readonly kind: "named"; readonly name: string | undefined };

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
/** Bytes; those of today have about 2,000, with keys that withstand quantum computers. */
const MAX_HELLO = 16_384;

const unnamed: Hello = { kind: "named", name: undefined };

/**
 * The host that a ClientHello asks for (RFC 8446 section 4.1.2, RFC 6066 section 3). It only chooses which server goes on with
 * the connection, so what can't be read names nobody, and TLS gets the same bytes afterwards.
 */
export function readServerName(bytes: Buffer): Hello {
  const message = unwrapRecords(bytes);
  if (message === undefined) return unnamed;
  if (message.length < 4) return { kind: "incomplete" };
  if (message[0] !== CLIENT_HELLO) return unnamed;
  const length = message.readUIntBE(1, 3);
  if (length > MAX_HELLO) return unnamed;
  if (message.length < 4 + length) return { kind: "incomplete" };
  try {
    return { kind: "named", name: nameIn(message.subarray(4, 4 + length)) };
  } catch (error) {
    if (error instanceof RangeError) return unnamed;
    throw error;
  }
}

/** A message may be spread over several records (RFC 8446 section 5.1). @returns undefined for what is no handshake */
function unwrapRecords(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let offset = 0; offset < bytes.length && offset <= MAX_HELLO; ) {
    if (bytes[offset] !== HANDSHAKE) return offset === 0 ? undefined : Buffer.concat(parts);
    if (offset + 5 > bytes.length) break;
    const length = bytes.readUInt16BE(offset + 3);
    parts.push(bytes.subarray(offset + 5, offset + 5 + length));
    offset += 5 + length;
  }
  return Buffer.concat(parts);
}

/** @throws RangeError for lengths that lead out of the message */
function nameIn(hello: Buffer): string | undefined {
  // Version and random, then the session's id, ciphers and compressions, each behind its length.
  let offset = 34;
  offset += 1 + hello.readUInt8(offset);
  offset += 2 + hello.readUInt16BE(offset);
  offset += 1 + hello.readUInt8(offset);
  if (offset === hello.length) return undefined;
  const end = offset + 2 + hello.readUInt16BE(offset);
  for (offset += 2; offset < end; ) {
    const type = hello.readUInt16BE(offset);
    const length = hello.readUInt16BE(offset + 2);
    if (type === SERVER_NAME) return hostIn(hello.subarray(offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  return undefined;
}

/** A list with one entry of type host_name (0). */
function hostIn(list: Buffer): string | undefined {
  if (list.length === 0 || list.readUInt8(2) !== 0) return undefined;
  const length = list.readUInt16BE(3);
  const name = list.subarray(5, 5 + length);
  return name.length === length && length > 0 ? name.toString("latin1") : undefined;
}
