import { isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * An address as 128 bits in four signed 32-bit words; IPv4 is `::ffff:a.b.c.d` (RFC 4291 section 2.5.5.2), so that both
 * spellings of it are one address. `text` is canonical: dotted for IPv4.
 */
export type IpAddress = {
  readonly text: string;
  readonly isIpv4: boolean;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
};

/** The address of a text, or undefined when it isn't one. Octal octets, zone ids and short forms of IPv4 are none. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return fromIpv4(ipv4);
  if (text.includes("%") || !isIPv6(text)) return undefined;
  // ipaddr.js takes the deprecated `::1.2.3.4` for a mapped address; as plain groups it is what it says.
  const parsed = ipaddr.IPv6.parse(withoutDots(text));
  const { parts } = parsed;
  const word = (index: number) => ((parts[index] ?? 0) << 16) | (parts[index + 1] ?? 0);
  const [a, b, c, d] = [word(0), word(2), word(4), word(6)];
  if (a === 0 && b === 0 && c === 0xffff) return fromIpv4(d);
  return { text: parsed.toString(), isIpv4: false, a, b, c, d };
}

/** An IPv6 address whose last 32 bits may be dotted, in groups only. */
function withoutDots(text: string): string {
  const start = text.lastIndexOf(":") + 1;
  const word = text.includes(".") ? parseIpv4(text.slice(start)) : undefined;
  if (word === undefined) return text;
  return `${text.slice(0, start)}${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
}

function fromIpv4(word: number): IpAddress {
  const text = `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  return { text, isIpv4: true, a: 0, b: 0, c: 0xffff, d: word };
}

/** Four decimal octets without leading zeros as one signed word. */
function parseIpv4(text: string): number | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  let word = 0;
  let octet = -1;
  let octets = 1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 46) {
      if (octet < 0 || octets === 4) return undefined;
      word = (word << 8) | octet;
      octet = -1;
      octets += 1;
    } else {
      if (code < 48 || code > 57 || octet === 0) return undefined;
      octet = (octet < 0 ? 0 : octet * 10) + code - 48;
      if (octet > 255) return undefined;
    }
  }
  return octets === 4 && octet >= 0 ? (word << 8) | octet : undefined;
}
