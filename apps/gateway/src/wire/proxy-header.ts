import { type IpAddress, parseIpAddress } from "../address/ip-address.ts";

/** Bytes of the part that every header has: signature, version and command, family, length of the rest. */
export const FIXED_BYTES = 16;
/** Most bytes after the fixed part. Addresses take 36; the rest are additions such as a name of the balancer. */
const MOST_BYTES = 4_096;

const signature = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const LOCAL = 0x20;
const PROXY = 0x21;
/** Address families with TCP: bytes of both addresses and ports, and of one address. */
const families: Readonly<Record<number, { readonly block: number; readonly address: 4 | 16 }>> = {
  17: { block: 12, address: 4 },
  33: { block: 36, address: 16 },
};
const CHECKSUM_TYPE = 3;

/** The bytes are no header of version 2. */
export class ProxyHeaderError extends Error {}

/**
 * Reads the fixed part of a header (haproxy's "The PROXY protocol", version 2, section 2.2).
 * @returns how many bytes follow
 * @throws ProxyHeaderError
 */
export function restLength(fixed: Buffer): number {
  if (fixed.length < FIXED_BYTES || !fixed.subarray(0, 12).equals(signature))
    throw new ProxyHeaderError(
      fixed.subarray(0, 6).equals(Buffer.from("PROXY ")) ? "it is of version 1" : "there is none",
    );
  const command = fixed[12] as number;
  if (command !== LOCAL && command !== PROXY) throw new ProxyHeaderError("its version or command is unknown");
  const length = fixed.readUInt16BE(14);
  if (length > MOST_BYTES) throw new ProxyHeaderError("it is too long");
  return length;
}

/**
 * Where the connection came from.
 * @param header fixed part and rest together
 * @returns undefined for a connection of the balancer itself (`LOCAL`), whose own address counts
 * @throws ProxyHeaderError
 */
export function sourceOf(header: Buffer): IpAddress | undefined {
  if (header[12] === LOCAL) return undefined;
  const family = families[header[13] as number];
  // A connection from somewhere unknown must not count as one of the balancer itself, which is trusted.
  if (family === undefined) throw new ProxyHeaderError("its address family is not TCP over IPv4 or IPv6");
  if (header.length < FIXED_BYTES + family.block) throw new ProxyHeaderError("its addresses are cut off");
  checkAdditions(header, FIXED_BYTES + family.block);
  const bytes = header.subarray(FIXED_BYTES, FIXED_BYTES + family.address);
  const text = family.address === 4 ? bytes.join(".") : groups(bytes);
  const address = parseIpAddress(text);
  if (address === undefined) throw new ProxyHeaderError("its source is no address");
  return address;
}

function groups(bytes: Buffer): string {
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(":");
}

/** The type-length-value additions must fill the rest exactly, and a checksum among them must be right. */
function checkAdditions(header: Buffer, from: number): void {
  let at = from;
  let checksums = 0;
  while (at < header.length) {
    if (at + 3 > header.length) throw new ProxyHeaderError("an addition is cut off");
    const length = header.readUInt16BE(at + 1);
    const end = at + 3 + length;
    if (end > header.length) throw new ProxyHeaderError("an addition is cut off");
    if (header[at] === CHECKSUM_TYPE) {
      checksums += 1;
      if (checksums > 1 || length !== 4 || !isChecksumRight(header, at + 3))
        throw new ProxyHeaderError("its checksum is wrong");
    }
    at = end;
  }
}

function isChecksumRight(header: Buffer, at: number): boolean {
  const zeroed = Buffer.from(header);
  zeroed.writeUInt32BE(0, at);
  return crc32c(zeroed) === header.readUInt32BE(at);
}

/** CRC-32C (RFC 9260 appendix A); zlib's is another polynomial. */
export function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ -1) >>> 0;
}
