import ipaddr from "ipaddr.js";

export type ProxyHeaderParts = {
  source?: string;
  /** Version and command; 0x21 is `PROXY` of version 2. */
  command?: number;
  family?: number;
  additions?: Buffer;
  /** Everything after the fixed part, instead of addresses and additions. */
  rest?: Buffer;
};

/** A PROXY protocol header as a balancer writes it. */
export function proxyHeader(parts: ProxyHeaderParts): Buffer {
  const source = ipaddr.parse(parts.source ?? "192.0.2.1").toByteArray();
  const addresses = Buffer.concat([
    Buffer.from(source),
    Buffer.alloc(source.length),
    Buffer.from([4, 0, 1, 187]),
  ]);
  const rest = parts.rest ?? Buffer.concat([addresses, parts.additions ?? Buffer.alloc(0)]);
  const fixed = Buffer.from("\r\n\r\n\0\r\nQUIT\n\0\0\0\0", "latin1");
  fixed[12] = parts.command ?? 0x21;
  fixed[13] = parts.family ?? (source.length === 4 ? 0x11 : 0x21);
  fixed.writeUInt16BE(rest.length, 14);
  return Buffer.concat([fixed, rest]);
}
