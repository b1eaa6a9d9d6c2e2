import { BlockList, isIP } from "node:net";

/** Never reachable, whatever is allowed: metadata services, link-local, unspecified, multicast, broadcast. */
const never = new BlockList();
for (const [address, bits] of [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["100.100.100.200", 32],
  ["168.63.129.16", 32],
  ["192.0.0.192", 32],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  never.addSubnet(address, bits, "ipv4");
}
for (const [address, bits] of [
  ["::", 128],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
] as const) {
  never.addSubnet(address, bits, "ipv6");
}

/** Reachable only where EGRESS_ALLOW opens it: loopback, private and shared address space (RFC 6890). */
const internal = new BlockList();
for (const [address, bits] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
] as const) {
  internal.addSubnet(address, bits, "ipv4");
}
for (const [address, bits] of [
  ["::1", 128],
  ["fc00::", 7],
  ["64:ff9b::", 96],
  ["2002::", 16],
] as const) {
  internal.addSubnet(address, bits, "ipv6");
}

export type AddressClass = "never" | "internal" | "public";

/**
 * What kind of address this is. IPv4 inside IPv6 (mapped, `::ffff:a.b.c.d`) is judged as the IPv4 address.
 * Anything that isn't an address is `never`.
 */
export function classify(address: string): AddressClass {
  const plain = unmapped(address);
  const family = isIP(plain);
  if (family === 0) return "never";
  const type = family === 6 ? "ipv6" : "ipv4";
  if (never.check(plain, type)) return "never";
  return internal.check(plain, type) ? "internal" : "public";
}

/** The IPv4 address of a mapped or compatible IPv6 one, else the address itself, without a zone id. */
export function unmapped(address: string): string {
  const plain = address.split("%")[0] ?? "";
  if (isIP(plain) !== 6) return plain;
  const groups = expand(plain);
  const mapped =
    groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || groups[5] === 0);
  const [high = 0, low = 0] = groups.slice(6);
  // `::` and `::1` are IPv6 addresses of their own, not IPv4 0.0.0.0 and 0.0.0.1.
  if (!mapped || (groups[5] === 0 && high === 0)) return plain;
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** The eight 16-bit groups of an IPv6 address. */
function expand(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text =
    dotted === null
      ? address
      : `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`;
  const [left = "", right] = text.split("::");
  const parse = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const head = parse(left);
  const tail = right === undefined ? [] : parse(right);
  return right === undefined
    ? head
    : [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
